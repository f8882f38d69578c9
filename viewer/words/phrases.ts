/** Sentences with gaps: `{0}` to `{9}`, in a translation also `{=0}` and `{~0}` (`phrase-book.ts`). */

export type Phrases = Readonly<Record<string, string>>;

/** What a gap is filled with, and whether it is a word of the template's language: anything else may come from the wire. */
type Filling = readonly [text: string, isOwn: boolean];

/** A gap and the spaces that part Latin text from Chinese. */
const SPACED_GAP = /( ?)\{([=~]?)(\d)\}( ?)/g;

export function fill(template: string, filling: (place: number, how: string) => Filling): string {
  return template.replace(SPACED_GAP, (_, before: string, how: string, place: string, after: string) => {
    const [text, isOwn] = filling(Number(place), how);
    return isOwn ? joined(before, text, after) : before + text + after;
  });
}

/** Between two Chinese words stands no space. */
function joined(before: string, text: string, after: string): string {
  const isChinese = (letter: string) => /\p{sc=Han}/u.test(letter);
  return (isChinese(text.slice(0, 1)) ? '' : before) + text + (isChinese(text.slice(-1)) ? '' : after);
}

/**
 * A short name for a phrase: pages carry their English sentences already, and need not carry them twice. FNV-1a, of
 * which 18 bits are enough: a test holds that no two phrases share one. Should one come to, another seed parts them.
 */
export function shortName(phrase: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < phrase.length; place += 1)
    hash = Math.imul(hash ^ phrase.charCodeAt(place), 0x01000193);
  return hash >>> 14;
}

/** Texts by short names, as a file holds them: in the order of the names, of which it says by how much each exceeds the last. */
export interface NamedTexts {
  /** In base 36, parted by spaces. */
  readonly steps: string;
  readonly texts: readonly string[];
}

export function named(phrases: Phrases): NamedTexts {
  const sorted = Object.entries(phrases)
    .map(([phrase, text]) => ({ name: shortName(phrase), text }))
    .sort((a, b) => a.name - b.name);
  const steps = sorted.map(({ name }, place) => (name - (sorted[place - 1]?.name ?? 0)).toString(36));
  return { steps: steps.join(' '), texts: sorted.map(({ text }) => text) };
}

/** The texts by their short names again. */
export function byName({ steps, texts }: NamedTexts): Map<number, string> {
  const names = steps.split(' ');
  let name = 0;
  return new Map(
    texts.map((text, place) => {
      name += Number.parseInt(names[place] ?? '', 36);
      return [name, text] as const;
    }),
  );
}
