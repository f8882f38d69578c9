/** The report as one JSON record per line, each with its `type` and `schema`, for streams and databases. */
import type { Report } from '../../src/report/schema.ts';
import { jsonText } from './json-text.ts';

export function* ndjsonPieces(report: Report): Generator<string, void, void> {
  const { schema, captures, connections = [], findings, incidents, timers, proxyLogs = [], summary } = report;
  const records: readonly [type: string, records: readonly object[]][] = [
    ['capture', captures],
    ['connection', connections],
    ['finding', findings],
    ['incident', incidents],
    ['timer', timers],
    ['log', proxyLogs],
    ['summary', [summary]],
  ];
  for (const [type, items] of records) {
    for (const item of items) yield `${jsonText({ schema, type, ...item })}\n`;
  }
}
