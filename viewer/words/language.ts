/**
 * The language of the page. English is written where it is used and is the key of every other language, so that a sentence
 * without a translation does not compile; what the analysis wrote into a report is found again by its pattern.
 *
 * Numbers, times, kinds of findings, names of settings and log lines stay as they are: people search for them.
 */
import { PhraseBook } from './phrase-book.ts';
import { byName, fill, type NamedTexts, type Phrases, shortName } from './phrases.ts';
import type { zhDrawing } from './zh/drawing.ts';
import type { zhDrop } from './zh/drop.ts';
import type { zhPage } from './zh/page.ts';
import type { zhTools } from './zh/tools.ts';

/** Every sentence of the page and its drawings. */
export type Phrase =
  | keyof typeof zhPage
  | keyof typeof zhTools
  | keyof typeof zhDrawing
  | keyof typeof zhDrop;

type NounOf<Text> = Text extends `{0} ${infer Noun}` ? Noun : never;

/** What can be counted: `{0} request` is a phrase. */
export type Noun = NounOf<Phrase>;

/** BCP 47; English is the language of the report itself. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Dictionary {
  readonly language: Language;
  /** Translations of the page's own sentences, by short names of the English ones. */
  readonly page: NamedTexts;
  /** Translations of what the analysis wrote, by the English sentence. */
  readonly told: Phrases;
}

const ENGLISH: Dictionary = { language: 'en', page: { steps: '', texts: [] }, told: {} };

/** One for all: a page speaks one language at a time, and passing it through every function would tell nothing. */
let spoken: Language = ENGLISH.language;
let page: ReadonlyMap<number, string> = new Map();
/** Its translations: a gap may be filled with one. */
let own: ReadonlySet<string> = new Set();
let analysis = new PhraseBook(ENGLISH.told);

/** From now on `t`, `told` and `counted` answer in this language; null is English. */
export function speak(dictionary: Dictionary | null): void {
  const wanted = dictionary ?? ENGLISH;
  spoken = wanted.language;
  page = byName(wanted.page);
  own = new Set(wanted.page.texts);
  analysis = new PhraseBook(wanted.told);
}

export function language(): Language {
  return spoken;
}

/** What `make` makes, in that language; afterwards it is as before. */
export function inLanguage<Result>(dictionary: Dictionary | null, make: () => Result): Result {
  const before = { spoken, page, own, analysis };
  speak(dictionary);
  try {
    return make();
  } finally {
    ({ spoken, page, own, analysis } = before);
  }
}

/** A sentence of the page, with its values. */
export function t(phrase: Phrase, ...values: readonly (string | number)[]): string {
  const known = translation(phrase);
  return fill(known ?? phrase, (place) => {
    const text = String(values[place] ?? '');
    return [text, known !== undefined && own.has(text)];
  });
}

/** A text that the analysis wrote, in the reader's language; as it is where no translation is known. */
export function told(text: string): string {
  return analysis.told(text);
}

/** `1 request`, `2 requests`, `2 个请求`. */
export function counted(count: string, isOne: boolean, one: string, many: string): string {
  const known = translation(`{0} ${one}`);
  return known === undefined ? `${count} ${isOne ? one : many}` : fill(known, () => [count, false]);
}

function translation(phrase: string): string | undefined {
  return page.size === 0 ? undefined : page.get(shortName(phrase));
}

/** The first of the reader's languages that the page speaks. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}
