/** Inputs said in fewer words, for the commands that the program proposes. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { groupBy } from '../src/group-by.ts';

/** Fewer files are named one by one. */
const FEWEST = 4;

const GLOB_CHARACTERS = /[*?[\]{}()!\\]/;

/**
 * The same files, those of one folder as a pattern where one matches just them: a shell has made dozens of words of
 * `captures/*.pcap`, which nobody wants to read back.
 */
export function compactInputs(inputs: readonly string[]): readonly string[] {
  return [...groupBy(inputs, dirname)].flatMap(([folder, files]) => {
    const pattern = files.length < FEWEST ? null : patternOf(folder, files.map(nameOf));
    return pattern === null ? files : [pattern];
  });
}

const nameOf = (path: string): string => basename(path);

/** `gw_*.pcap` for names that begin and end so, if the folder holds no other such entry. */
function patternOf(folder: string, names: readonly string[]): string | null {
  const start = commonStart(names);
  const end = reversed(commonStart(names.map((name) => reversed(name.slice(start.length)))));
  const path = join(folder, `${start}*${end}`);
  if (GLOB_CHARACTERS.test(path.replace('*', ''))) return null;
  const matching = entries(folder).filter(
    (name) =>
      name.length >= start.length + end.length &&
      name.startsWith(start) &&
      name.endsWith(end) &&
      // A pattern's star stands for no hidden file.
      (start !== '' || !name.startsWith('.')),
  );
  return new Set(names).size === matching.length && matching.every((name) => names.includes(name))
    ? path
    : null;
}

function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
