/** Findings as CSV (RFC 4180), one per line, for spreadsheets and databases. */
import { escapeCsv } from './escape.ts';
import type { Finding, Report } from './schema.ts';
import { visible } from './visible.ts';

/** Of a cell; no explanation is longer. */
const LONGEST = 1000;

type Cell = string | number | null | undefined;

/** Names are stable; new columns are added at the end. */
const COLUMNS: readonly (readonly [
  name: string,
  cell: (finding: Finding, incident: string | undefined) => Cell,
])[] = [
  ['id', ({ id }) => id],
  ['time', ({ time }) => time],
  ['severity', ({ severity }) => severity],
  ['kind', ({ kind }) => kind],
  ['family', ({ family }) => family],
  ['confidence', ({ confidence }) => confidence],
  ['owner', ({ owner }) => owner],
  ['executed', ({ executed }) => executed],
  ['proof', ({ proof }) => proof],
  ['masked_status', ({ masked }) => (masked === null ? null : (masked.status ?? 'unknown'))],
  ['requests_failed', ({ requestsFailed }) => requestsFailed],
  ['client', ({ connection }) => connection.client],
  ['server', ({ connection }) => connection.server],
  ['method', ({ request }) => request?.method],
  ['target', ({ request }) => request?.target],
  ['host', ({ request }) => request?.host],
  ['request_id', ({ request }) => request?.id],
  ['capture', ({ capture }) => capture],
  ['connection', ({ connection }) => connection.index],
  ['request_frame', ({ request }) => request?.frame],
  ['proof_frame', ({ proofFrame }) => proofFrame],
  ['idle_seconds', ({ measures }) => measures.idleSeconds],
  ['wait_seconds', ({ measures }) => measures.waitSeconds],
  ['rtt_seconds', ({ measures }) => measures.rttSeconds],
  ['bytes_missing', ({ measures }) => measures.bytesMissing],
  ['explanation', ({ explanation }) => explanation],
  ['cause', ({ cause }) => cause?.name],
  ['remedy', ({ remedy }) => remedy.map(({ text }) => text).join(' / ')],
  ['display_filter', ({ displayFilter }) => displayFilter],
  ['tuple_filter', ({ tupleFilter }) => tupleFilter],
  ['incident', (_, incident) => incident],
  ['manner', ({ manner }) => manner],
  ['leg', ({ leg }) => leg],
  ['role_evidence', ({ connection }) => connection.roleEvidence],
  ['client_address', ({ request }) => request?.clientAddress],
  ['masked_connection', ({ masked }) => masked?.connection],
  ['late_answer_seconds', ({ measures }) => measures.lateAnswerSeconds],
  ['cause_confidence', ({ cause }) => cause?.confidence],
  ['request_capture', ({ request }) => request?.capture],
  ['proof_capture', ({ proofCapture }) => proofCapture],
  ['logged', ({ logged }) => logged?.map(({ path, line }) => `${path}:${line}`).join(' ')],
];

export function* csvPieces({ findings, incidents }: Report): Generator<string, void, void> {
  const incidentOf = new Map(incidents.flatMap(({ id, findings: own }) => own.map((one) => [one, id])));
  yield line(COLUMNS.map(([name]) => name));
  for (const finding of findings)
    yield line(COLUMNS.map(([, cell]) => cellText(cell(finding, incidentOf.get(finding.id)))));
}

/** Numbers bare, so that they are numbers; nothing for what is not known. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? String(cell) : escapeCsv(visible(cell, LONGEST));
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
