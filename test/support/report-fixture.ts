/** Reports written by hand, for tests of what is made of reports: texts, filters, exit codes. */
import type { Capture, Finding, Incident, Report, Summary } from '../../src/report/schema.ts';

export function captureOf(overrides: Partial<Capture> = {}): Capture {
  return {
    path: 'gw-a.pcap',
    format: 'pcap',
    linkTypes: ['EN10MB'],
    packets: 4_210,
    bytes: 6_234_567,
    firstTime: '2026-11-20T02:00:00.000000000Z',
    lastTime: '2026-11-20T03:59:58.500000000Z',
    sha256: null,
    truncated: false,
    complete: true,
    bothDirections: true,
    duplicates: 0,
    droppedPackets: 0,
    issues: [],
    ...overrides,
  };
}

/** A keep-alive race unless the overrides say otherwise. */
export function findingOf(overrides: Partial<Finding> = {}): Finding {
  return {
    id: 'aa00000001',
    kind: 'fin-during-request',
    family: 'keep-alive-race',
    manner: null,
    severity: 'error',
    confidence: 'certain',
    owner: 'settings',
    title: 'Keep-alive race',
    explanation: 'The upstream closed this idle connection while POST /api/orders was on its way to it.',
    time: '2026-11-20T03:12:04.227590000Z',
    capture: 'gw-a.pcap',
    connection: { index: 3, client: '10.20.0.5:45474', server: '10.20.3.17:8080' },
    request: {
      number: 2,
      method: 'POST',
      target: '/api/orders',
      host: 'orders',
      id: 'req-7',
      frame: 61,
      time: '2026-11-20T03:12:04.227410000Z',
    },
    requestsFailed: 1,
    executed: 'no',
    proof: 'closed-before',
    proofFrame: 62,
    masked: null,
    evidence: [
      { frame: 62, role: 'fin', text: 'FIN acknowledges 157, where the request starts', level: 'proven' },
    ],
    excluded: [{ kind: 'late-reuse', why: 'the request would acknowledge 187' }],
    measures: { idleSeconds: 7.002, rttSeconds: 0.0008, waitSeconds: null, bytesMissing: null },
    cause: {
      name: 'upstream idle limit 7.00 s',
      confidence: 'likely',
      because: ['12 idle closes at 6.998 to 7.004 s'],
    },
    remedy: [
      {
        where: 'Tomcat',
        setting: 'keepAliveTimeout',
        value: '75000',
        text: 'Tomcat: keepAliveTimeout="75000"',
      },
      {
        where: 'nginx',
        setting: 'keepalive_timeout',
        value: '5s',
        text: 'nginx upstream{}: keepalive_timeout 5s',
      },
    ],
    logs: ['nginx: upstream prematurely closed connection'],
    displayFilter: 'tcp.stream eq 3',
    tupleFilter: 'tcp.port == 45474 && tcp.port == 8080',
    ...overrides,
  };
}

/** The incident that consists of `findings`; as the report makes them. */
export function incidentOf(findings: readonly Finding[], overrides: Partial<Incident> = {}): Incident {
  const [first] = findings;
  if (first === undefined) throw new Error('an incident needs a finding');
  const failed = findings.filter(({ severity }) => severity !== 'note');
  const executed: Incident['executed'] = {};
  for (const finding of failed) executed[finding.executed] = (executed[finding.executed] ?? 0) + 1;
  return {
    id: '7f3a',
    family: first.family,
    title: first.title,
    endpoints: [...new Set(findings.map(({ connection }) => connection.server))],
    firstTime: first.time,
    lastTime: findings.at(-1)?.time ?? first.time,
    findings: findings.map(({ id }) => id),
    failedRequests: failed.length,
    masked: failed.filter(({ masked }) => masked !== null).length,
    executed,
    owner: first.owner,
    what: 'upstream closes idle connections at 7.00 s; the gateway reuses them in the same millisecond',
    cause: first.cause,
    remedy: first.remedy,
    logs: first.logs,
    ...overrides,
  };
}

export interface ReportParts {
  readonly captures?: readonly Capture[];
  readonly incidents?: readonly Incident[];
  readonly findings?: readonly Finding[];
  readonly summary?: Partial<Summary>;
}

export function reportOf({
  captures = [captureOf()],
  incidents,
  findings = [],
  summary,
}: ReportParts = {}): Report {
  const failed = findings.filter(({ severity }) => severity !== 'note');
  const kinds: Record<string, number> = {};
  for (const { kind } of findings) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    schema: 'closecall-report/1',
    redaction: { level: 'standard', removed: ['payload'] },
    captures: [...captures],
    summary: {
      packets: 4_210,
      tcpPackets: 4_200,
      connections: 310,
      requests: 3_418,
      responses: 3_400,
      failedRequests: failed.length,
      masked: failed.filter(({ masked }) => masked !== null).length,
      findings: kinds,
      harmless: { 'idle-close': 143, 'health-check': 1 },
      undecided: {},
      open: 0,
      ...summary,
    },
    endpoints: [
      { address: '10.20.3.17:8080', role: 'upstream', requests: 3_418, connections: 310, findings: kinds },
    ],
    incidents: [...(incidents ?? (findings.length > 0 ? [incidentOf(findings)] : []))],
    findings: [...findings],
    shapes: [],
    timers: [],
  };
}
