/** JSON in pieces: one record per line, so that no string has to hold a million connections. */

/** JSON of a value in which nothing acts on a terminal: JSON escapes C0 controls only, some terminals obey DEL and C1 as well. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An object with a field per line, and a line per record of the fields that are arrays or other iterables. */
export function* jsonPieces(record: object): Generator<string, void, void> {
  let separator = '{\n';
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) continue;
    yield `${separator}${jsonText(name)}: `;
    yield* valuePieces(value);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* valuePieces(value: unknown): Generator<string, void, void> {
  if (!isIterable(value)) {
    yield jsonText(value);
    return;
  }
  let before = '[\n  ';
  for (const record of value) {
    yield before + jsonText(record);
    before = ',\n  ';
  }
  yield before.startsWith('[') ? '[]' : '\n]';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
