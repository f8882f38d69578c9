/**
 * Sentences with gaps, and their translations. A text is recognised by the words around its gaps; what stands in a gap is
 * copied, because it may come from the wire. A translation may ask for more:
 *
 * - `{0}` the gap's text as it is
 * - `{=0}` its translation where the whole of it is a fixed phrase (`the request`), else as it is
 * - `{~0}` its translation, gaps and all: only where the analysis itself wrote what stands there
 */
import { fill, type Phrases } from './phrases.ts';

interface Pattern {
  readonly phrase: string;
  readonly shape: RegExp;
  readonly translation: string;
}

/** Translations that are remembered: a screen shows a few hundred. */
const MOST_REMEMBERED = 2000;

/** The analysis writes no longer sentences; whatever is longer is not searched. */
const LONGEST = 2000;

/** Clauses within clauses within clauses: the analysis nests no deeper. */
const DEEPEST = 4;

const GAP = /\{\d\}/;

export class PhraseBook {
  readonly #phrases: ReadonlyMap<string, string>;
  readonly #remembered = new Map<string, string>();
  /** By the text's first letter: a few dozen regular expressions instead of hundreds. */
  readonly #candidates = new Map<string, readonly Pattern[]>();

  constructor(phrases: Phrases) {
    this.#phrases = new Map(Object.entries(phrases));
  }

  /** The translation of a finished text; the text itself where none fits. */
  told(text: string): string {
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const translated = this.#translate(text, DEEPEST);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, translated);
    return translated;
  }

  /** The phrases that `told` needs for this text, clauses in its gaps included. */
  phrasesOf(text: string, depth = DEEPEST): string[] {
    if (this.#phrases.has(text)) return [text];
    const found = this.#find(text);
    if (found === null || depth === 0) return [];
    const clauses = [...found.pattern.translation.matchAll(/\{[=~](\d)\}/g)];
    return [
      found.pattern.phrase,
      ...clauses.flatMap(([, place]) => this.phrasesOf(found.gaps[Number(place)] ?? '', depth - 1)),
    ];
  }

  #translate(text: string, depth: number): string {
    const fixed = this.#phrases.get(text);
    if (fixed !== undefined) return fixed;
    const found = depth === 0 ? null : this.#find(text);
    if (found === null) return text;
    return fill(found.pattern.translation, (place, how) => {
      const gap = found.gaps[place] ?? '';
      if (how === '') return [gap, false];
      const text = how === '~' ? this.#translate(gap, depth - 1) : (this.#phrases.get(gap) ?? gap);
      return [text, text !== gap];
    });
  }

  #find(text: string): { pattern: Pattern; gaps: string[] } | null {
    if (text.length > LONGEST) return null;
    for (const pattern of this.#patternsFor(text.slice(0, 1))) {
      const match = pattern.shape.exec(text);
      if (match !== null) return { pattern, gaps: match.slice(1) };
    }
    return null;
  }

  /** With more words of their own first: they say more. */
  #patternsFor(letter: string): readonly Pattern[] {
    const known = this.#candidates.get(letter);
    if (known !== undefined) return known;
    const patterns = [...this.#phrases]
      .filter(([phrase]) => GAP.test(phrase) && (phrase.startsWith('{') || phrase.startsWith(letter)))
      .sort(([a], [b]) => ownLength(b) - ownLength(a))
      .map(([phrase, translation]) => ({ phrase, translation, shape: shapeOf(phrase) }));
    this.#candidates.set(letter, patterns);
    return patterns;
  }
}

/** Without its gaps. */
function ownLength(phrase: string): number {
  return phrase.replace(/\{\d\}/g, '').length;
}

function shapeOf(phrase: string): RegExp {
  const words = phrase.split(/\{\d\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${words.join('(.*?)')}$`, 's');
}
