/** The forms in which one finding can be written to a file. */
import { extname } from 'node:path';
import { timelineKey } from '../../src/analysis.ts';
import { redact } from '../../src/report/redact.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { renderHtml } from '../../viewer/html.ts';
import { DEFAULT_LAYOUT, layout } from '../../viewer/layout.ts';
import { toMarkdown } from '../../viewer/markdown.ts';
import { toMermaid } from '../../viewer/mermaid.ts';
import { toSvg } from '../../viewer/svg.ts';
import { inZone } from '../../viewer/words/zone.ts';
import { withFindings } from '../filter.ts';
import { UsageError } from '../usage-error.ts';
import { viewerAssets } from '../viewer-assets.ts';
import { toPng } from './png.ts';

/** In the order in which a folder of them is told. */
export const FORMS = ['html', 'svg', 'png', 'mmd', 'md'] as const;
export type Form = (typeof FORMS)[number];

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Subject {
  readonly report: Report;
  readonly finding: Finding;
  /** Null where the input holds no packets of the connection. */
  readonly timeline: Timeline | null;
  readonly theme: Theme;
  /** As `--tz` names it. */
  readonly tz: string;
}

/** By the ending of the file's name. Throws `UsageError` for any other. */
export function formOf(path: string): Form {
  const ending = extname(path).slice(1).toLowerCase();
  const names: Readonly<Record<string, Form>> = { htm: 'html', mermaid: 'mmd', markdown: 'md' };
  const form = names[ending] ?? FORMS.find((one) => one === ending);
  if (form !== undefined) return form;
  throw new UsageError(
    `--output ${path}: a finding is written as .svg, .html, .md, .mmd or .png`,
    'a name that ends with / is a folder for all of them',
  );
}

/** Throws `UsageError` where the form needs packets that are not at hand, or a browser that is not there. */
export async function contentOf(form: Form, subject: Subject): Promise<string | Uint8Array> {
  const content = inZone(subject.tz, () => textOf(form, subject));
  return form === 'png' ? toPng(content) : content;
}

/** A PNG is made of its drawing. */
function textOf(form: Form, subject: Subject): string {
  if (form === 'html') return pageOf(subject);
  const { finding, timeline, theme } = withoutQueries(subject);
  if (form === 'md') return toMarkdown(finding, timeline);
  if (timeline === null) throw undrawable(form);
  if (form === 'mmd') return toMermaid({ finding, timeline });
  return toSvg(layout(timeline, finding, DEFAULT_LAYOUT), theme);
}

/** Pictures and tickets have no place for the banner of a report that keeps them. */
function withoutQueries(subject: Subject): Subject {
  const { report, finding } = subject;
  const told = redact({ report: withFindings(report, [finding]), timelines: new Map() }, 'standard');
  return { ...subject, finding: told.report.findings[0] ?? finding };
}

/** The report with this finding alone. */
function pageOf({ report, finding, timeline, tz }: Subject): string {
  const key = timelineKey(finding.capture, finding.connection.index);
  const timelines = timeline === null ? {} : { [key]: timeline };
  return renderHtml({ report: withFindings(report, [finding]), timelines }, viewerAssets(), null, tz);
}

function undrawable(form: Form): UsageError {
  return new UsageError(
    `a .${form} needs the packets, and this input holds none of the connection`,
    'name the captures themselves, or the HTML report made of them; .md and .html can do without packets',
  );
}
