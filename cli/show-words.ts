/** `show FILES... [ID]`: which of the words are inputs, and whether the last one names what to show. */
import { existsSync } from 'node:fs';

/** Ids of incidents have 4 hexadecimal digits, those of findings 10; a beginning will do. */
const ID = /^[0-9a-f]{1,10}$/i;

export interface ShowWords {
  readonly inputs: readonly string[];
  readonly id: string | undefined;
}

/** A file wins over an id of the same name: it can be seen in a listing, an id can be given in another way. */
export function showWords(words: readonly string[]): ShowWords {
  const last = words.at(-1);
  if (words.length < 2 || last === undefined || !ID.test(last) || existsSync(last))
    return { inputs: words, id: undefined };
  return { inputs: words.slice(0, -1), id: last.toLowerCase() };
}
