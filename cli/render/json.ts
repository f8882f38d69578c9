/** The report as JSON, in pieces: one record per line, so that no string has to hold a million connections. */
import type { Report } from '../../src/report/schema.ts';
import { jsonText } from './json-text.ts';

export function* jsonPieces(report: Report): Generator<string, void, void> {
  let separator = '{\n';
  for (const [name, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${separator}${jsonText(name)}: `;
    yield* valuePieces(value);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* valuePieces(value: unknown): Generator<string, void, void> {
  if (!Array.isArray(value) || value.length === 0) {
    yield jsonText(value);
    return;
  }
  let separator = '[\n  ';
  for (const record of value) {
    yield separator + jsonText(record);
    separator = ',\n  ';
  }
  yield '\n]';
}
