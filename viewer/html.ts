/**
 * The report as one HTML file that needs nothing but itself: no server, no network, and for reading no script.
 *
 * Its own content security policy forbids everything but the one script and the one style sheet inside it, by their
 * hashes. Captured text reaches the page through `markup.ts` only; the data block is inert.
 */
import type { Report } from '../src/report/schema.ts';
import { DATA_VERSION, pack } from './embed.ts';
import { escapeJson } from './escape.ts';
import { DEFAULT_LAYOUT, layout } from './layout.ts';
import { type Children, h, type Markup, serialise } from './markup.ts';
import { timelineOf, type ViewerModel } from './model.ts';
import { connectionRows, connectionsTable } from './page/connections.ts';
import { figureHead, staticFigure } from './page/figure.ts';
import { findingsTable } from './page/findings.ts';
import { incidentList } from './page/incidents.ts';
import { timers, upstreams } from './page/measured.ts';
import { nothingFound } from './page/nothing.ts';
import { shapeList } from './page/shapes.ts';
import { trust } from './page/trust.ts';
import { figures, verdictSentence } from './page/verdict.ts';
import { why } from './page/why.ts';
import { worstFinding } from './page/worst.ts';
import { plural } from './words/numbers.ts';
import { captureNames, dateTime } from './words/report.ts';

/** What the pure page cannot make itself. */
export interface HtmlAssets {
  /** The bundle of `app.ts`, a classic script. */
  readonly script: string;
  readonly style: string;
  /** SHA-256 of the text's UTF-8 bytes, base64. */
  readonly sha256Base64: (text: string) => string;
  /** The text's UTF-8 bytes deflated without a header (RFC 1951), base64; without it the data is plain JSON. */
  readonly deflateBase64?: (text: string) => string;
}

/** Rows of the tables that are in the page itself; the script shows the others. */
const STATIC_ROWS = 100;

export function renderHtml(model: ViewerModel, assets: HtmlAssets): string {
  const title = `closecall: ${verdictSentence(model.report)}`;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    serialise(h('title', {}, title)),
    `<style>${assets.style}</style>`,
  ];
  const body = [serialise(page(model)), dataBlock(model, assets), `<script>${assets.script}</script>`];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

/** Nothing may be fetched, framed, submitted or evaluated; strings cannot become markup (Trusted Types). */
function policy(assets: HtmlAssets): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${assets.sha256Base64(assets.script)}'`,
    `style-src 'sha256-${assets.sha256Base64(assets.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function dataBlock(model: ViewerModel, assets: HtmlAssets): string {
  const json = pack(model);
  const attributes = `id="cc-data" data-version="${DATA_VERSION}"`;
  if (assets.deflateBase64 === undefined) {
    return `<script type="application/json" ${attributes} data-encoding="json">${escapeJson(json)}</script>`;
  }
  return `<script type="application/octet-stream" ${attributes} data-encoding="deflate-raw">${assets.deflateBase64(json)}</script>`;
}

function page(model: ViewerModel): Markup {
  const { report } = model;
  const rows = connectionRows(model);
  return h(
    'div',
    { class: 'page' },
    banner(report),
    h(
      'main',
      {},
      h('h1', {}, verdictSentence(report)),
      report.summary.failedRequests > 0 ? figureRow(report) : null,
      incidentList(model),
      h('section', { id: 'cc-view', 'aria-labelledby': 'cc-view-title' }, worstCase(model)),
      report.findings.length === 0 ? [trust(report), nothingFound()] : findingsSection(report),
      timers(report),
      upstreams(report),
      rows.length === 0
        ? null
        : section('cc-connections', plural(rows.length, 'connection'), [
            shapeList(report, null, false),
            connectionsTable(model, rows, STATIC_ROWS, false),
          ]),
      report.findings.length === 0 ? null : trust(report),
    ),
    h(
      'footer',
      {},
      'Made by closecall. This file holds all it shows and has no permission to use the network.',
    ),
  );
}

function banner(report: Report): Markup {
  const names = [...captureNames(report).values()];
  const shown =
    names.length > 3
      ? `${names.slice(0, 2).join(', ')} and ${plural(names.length - 2, 'other')}`
      : names.join(', ');
  const first = report.captures.flatMap(({ firstTime }) => firstTime ?? []).sort()[0];
  return h(
    'header',
    { class: 'banner' },
    h('b', {}, 'closecall'),
    h('span', { class: 'source' }, shown),
    first === undefined ? null : h('span', { class: 'muted' }, `${dateTime(first).slice(0, 19)} UTC`),
    h('span', { id: 'cc-tools', class: 'tools' }),
  );
}

function figureRow(report: Report): Markup {
  return h(
    'dl',
    { class: 'figures' },
    figures(report).map(({ value, label, hint }) =>
      h('div', { title: hint }, h('dt', {}, label), h('dd', {}, value)),
    ),
  );
}

function section(id: string, title: string, content: Children): Markup {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    content,
  );
}

function findingsSection(report: Report): Markup {
  const table = findingsTable(report, report.findings, {
    limit: STATIC_ROWS,
    selected: null,
    interactive: false,
  });
  return section('cc-findings', plural(report.findings.length, 'finding'), table);
}

/** The worst incident's first finding that can be drawn, beside its cure. */
function worstCase(model: ViewerModel): Children {
  const finding = worstFinding(model);
  const timeline = finding === null ? null : timelineOf(model, finding);
  if (finding === null || timeline === null) return null;
  return [
    figureHead(layout(timeline, finding, DEFAULT_LAYOUT)),
    h('div', { class: 'figure' }, staticFigure(timeline, finding)),
    why(finding, null),
  ];
}
