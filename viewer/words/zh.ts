/** 简体中文, as a file carries it: every sentence of the page, and of the analysis' those that its report contains. */
import type { Report } from '../../src/report/schema.ts';
import { onLeg } from '../../src/timeline/leg.ts';
import type { Dictionary } from './language.ts';
import { PhraseBook } from './phrase-book.ts';
import { type NamedTexts, named, type Phrases } from './phrases.ts';
import { textsOf } from './texts.ts';
import { zhCaptures } from './zh/captures.ts';
import { zhDrawing } from './zh/drawing.ts';
import { zhEvidence } from './zh/evidence.ts';
import { zhPage } from './zh/page.ts';
import { zhRemedies } from './zh/remedies.ts';
import { zhTools } from './zh/tools.ts';
import { zhVerdicts } from './zh/verdicts.ts';

/** Everything: for programs, and for pages whose report is not known yet. */
export const CHINESE: Dictionary = {
  language: 'zh-CN',
  page: chinesePage({}),
  told: {
    ...ofClientLeg(zhEvidence),
    ...ofClientLeg(zhVerdicts),
    ...zhVerdicts,
    ...zhEvidence,
    ...zhRemedies,
    ...zhCaptures,
  },
};

/** Sentences about a gateway and its upstream as they are said of the client and the gateway. */
function ofClientLeg(phrases: Phrases): Phrases {
  const ends: Readonly<Record<string, string>> = {
    [zhDrawing.gateway]: zhDrawing.client,
    [zhDrawing.upstream]: zhDrawing.gateway,
  };
  const names = new RegExp(Object.keys(ends).join('|'), 'g');
  const said = Object.entries(phrases).map(([phrase, text]): [string, string] => [
    onLeg(phrase, 'client'),
    text.replace(names, (name) => ends[name] ?? name),
  ]);
  return Object.fromEntries(said);
}

/** As much of it as a page with this report can ever show. */
export function chineseFor(report: Report): Dictionary {
  const book = new PhraseBook(CHINESE.told);
  const used = new Set<string>();
  for (const text of alike(textsOf(report))) for (const phrase of book.phrasesOf(text)) used.add(phrase);
  const told: Phrases = Object.fromEntries(
    Object.entries(CHINESE.told).filter(([phrase]) => used.has(phrase)),
  );
  return { ...CHINESE, told };
}

/** Texts that differ in numbers only are looked at once: thousands of findings say a few dozen things. */
function alike(texts: Iterable<string>): string[] {
  const seen = new Map<string, string>();
  for (const text of texts) {
    const shape = text.replace(/\d+/g, '0');
    if (!seen.has(shape)) seen.set(shape, text);
  }
  return [...seen.values()];
}

/** The page's own sentences, and those of a page that has more. */
export function chinesePage(more: Phrases): NamedTexts {
  return named({ ...zhPage, ...zhTools, ...zhDrawing, ...more });
}
