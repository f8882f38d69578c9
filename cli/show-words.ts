/** `show FILES... [ID]` and `extract FILES... [ID...]`: which of the words are inputs, and whether the last ones name findings. */
import { existsSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** Ids of incidents have 4 hexadecimal digits, those of findings 10; a beginning will do. */
const ID = /^[0-9a-f]{1,10}$/i;
/** What no capture is called and no pattern: neither a folder nor an ending is in it. */
const BARE_WORD = /^\w+$/;

interface ShowWords {
  readonly inputs: readonly string[];
  readonly id: string | undefined;
}

/**
 * A file wins over an id of the same name: it can be seen in a listing, an id can be given in another way. A word that is neither,
 * a mistyped id, is refused: to draw another failure in its place would mislead.
 */
export function showWords(words: readonly string[]): ShowWords {
  const last = words.at(-1);
  if (words.length < 2 || last === undefined || existsSync(last)) return { inputs: words, id: undefined };
  if (ID.test(last)) return { inputs: words.slice(0, -1), id: last.toLowerCase() };
  if (BARE_WORD.test(last)) {
    const hint = 'an id is 4 or 10 hexadecimal digits, as closecall scan prints them';
    throw new UsageError(`${last}: neither a file nor an id`, hint);
  }
  return { inputs: words, id: undefined };
}

/** The same for any number of ids. */
export function extractWords(words: readonly string[]): {
  inputs: readonly string[];
  ids: readonly string[];
} {
  const { inputs, id } = showWords(words);
  if (id === undefined) return { inputs, ids: [] };
  const before = extractWords(inputs);
  return { inputs: before.inputs, ids: [...before.ids, id] };
}
