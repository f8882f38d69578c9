/** The report as one JSON record per line, each with its `type` and `schema`, for streams and databases. */
import { jsonText } from './json.ts';
import type { Report } from './schema.ts';

export function* ndjsonPieces(report: Report): Generator<string, void, void> {
  const { schema, captures, connections = [], findings, incidents, timers, proxyLogs = [] } = report;
  const { endpoints, summary, redaction, unfiltered } = report;
  const records: readonly [type: string, records: readonly object[]][] = [
    ['capture', captures],
    ['connection', connections],
    ['finding', findings],
    ['incident', incidents],
    ['timer', timers],
    ['log', proxyLogs],
    // What is told of the whole stands where a reader looks for that.
    ['summary', [{ ...summary, endpoints, redaction, unfiltered }]],
  ];
  for (const [type, items] of records) {
    for (const item of items) yield `${jsonText({ schema, type, ...item })}\n`;
  }
}
