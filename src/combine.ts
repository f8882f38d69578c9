/** Several captures into one report: counts added up, timers read over all of them, incidents across files. */
import type { Analysis, AnalyzeOptions } from './analysis.ts';
import { groupBy } from './group-by.ts';
import { explainCauses } from './report/causes.ts';
import { countFailures, countKinds } from './report/counts.ts';
import { withExposure } from './report/exposure.ts';
import { toIncidents } from './report/incidents.ts';
import { limitTimers } from './report/limits.ts';
import { REPORT_SCHEMA } from './report/names.ts';
import { redactionOf } from './report/redact.ts';
import type { Capture, Finding, Report, Summary } from './report/schema.ts';
import { toTimers } from './report/timers.ts';
import { type CaptureResult, emptyTally, increment, type Tally, type UpstreamTally } from './result.ts';
import { secondVantages, type Vantages } from './second-vantage.ts';
import { IdleSamples } from './timers/idle.ts';

const LISTED_SHAPES = 50;

/** `options` are those with which the captures were analysed. */
export function combine(results: readonly CaptureResult[], options: AnalyzeOptions): Analysis {
  const tally = addUp(results.map((result) => result.tally));
  const idle = new IdleSamples();
  for (const result of results) idle.merge(result.idle);
  const idleTimers = toTimers(idle, tally);
  const found = onceEach(results.flatMap((result) => result.findings)).sort((a, b) =>
    compare(a.time, b.time),
  );
  const findings = explainCauses(found, { timers: idleTimers, idle, tally });
  const byServer = groupBy(findings, ({ connection }) => connection.server);
  const vantages = secondVantages(results);
  const captures = results.flatMap((result) => result.captures.map((one) => remarked(one, vantages)));
  const timers = [...withExposure(idleTimers, findings, captures), ...limitTimers(found, tally)];
  const connections = results.flatMap((result) => result.connections);
  const report: Report = {
    schema: REPORT_SCHEMA,
    redaction: redactionOf(options.queries === true ? 'none' : 'standard'),
    captures,
    summary: summarise(tally, findings),
    endpoints: [...tally.upstreams].map(([address, upstream]) => ({
      address,
      role: upstream.isGateway ? ('gateway' as const) : ('upstream' as const),
      requests: upstream.requests,
      connections: upstream.connections,
      findings: countKinds(byServer.get(address) ?? []),
    })),
    incidents: toIncidents(findings),
    shapes: commonest(tally.shapes),
    ...(connections.length > 0 ? { connections } : {}),
    findings,
    timers,
  };
  return { report, timelines: vantages.timelines };
}

function remarked(capture: Capture, { remarks }: Vantages): Capture {
  const remark = remarks.get(capture.path);
  return remark === undefined ? capture : { ...capture, issues: [...capture.issues, remark] };
}

/** A failure that several captures show (two capture points, copies of a file) is one failure: the surest telling stays. */
function onceEach(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const known = byId.get(finding.id);
    if (known === undefined || knowledgeOf(finding) > knowledgeOf(known)) byId.set(finding.id, finding);
  }
  return [...byId.values()];
}

/** Of two that are as sure, the one whose capture held the neighbours that tell why knows more. */
function knowledgeOf({ confidence, kind }: Finding): number {
  return SURENESS[confidence] + (BY_NEIGHBOURS.has(kind) ? 0.5 : 0);
}

/** Kinds that only the neighbours of a connection can tell. */
const BY_NEIGHBOURS = new Set(['restart-race', 'proxy-timeout', 'client-abort']);

const SURENESS = { certain: 2, likely: 1, possible: 0 } as const;

/** The shapes that most connections had, commonest first. */
function commonest(shapes: ReadonlyMap<string, number>): Report['shapes'] {
  return [...shapes]
    .sort(([a, m], [b, n]) => n - m || compare(a, b))
    .slice(0, LISTED_SHAPES)
    .map(([history, connections]) => ({ history, connections }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addUp(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const key of ['packets', 'tcpPackets', 'connections', 'requests', 'responses', 'open'] as const) {
      sum[key] += tally[key];
    }
    for (const [name, count] of tally.harmless) increment(sum.harmless, name, count);
    for (const [shape, count] of tally.shapes) increment(sum.shapes, shape, count);
    for (const [kind, count] of tally.findings) increment(sum.findings, kind, count);
    for (const [evidence, count] of tally.roles) increment(sum.roles, evidence, count);
    for (const [reason, count] of tally.undecided) increment(sum.undecided, reason, count);
    for (const [address, upstream] of tally.upstreams) addUpstream(sum, address, upstream);
    for (const [host, name] of tally.gateways) sum.gateways.set(host, sum.gateways.get(host) ?? name);
  }
  return sum;
}

function addUpstream(sum: Tally, address: string, upstream: UpstreamTally): void {
  const known = sum.upstreams.get(address);
  if (known === undefined) {
    sum.upstreams.set(address, { ...upstream });
    return;
  }
  known.isGateway ||= upstream.isGateway;
  known.requests += upstream.requests;
  known.connections += upstream.connections;
  known.product ??= upstream.product;
  known.longestAnswer = Math.max(known.longestAnswer, upstream.longestAnswer);
}

function summarise(tally: Tally, findings: readonly Finding[]): Summary {
  const { failedRequests, masked } = countFailures(findings);
  return {
    packets: tally.packets,
    tcpPackets: tally.tcpPackets,
    connections: tally.connections,
    requests: tally.requests,
    responses: tally.responses,
    failedRequests: failedRequests + [...tally.findings.values()].reduce((a, b) => a + b, 0),
    masked,
    findings: countKinds(findings, tally.findings),
    harmless: Object.fromEntries(tally.harmless),
    undecided: Object.fromEntries(tally.undecided),
    open: tally.open,
    roles: Object.fromEntries(tally.roles),
  };
}
