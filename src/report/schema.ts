/**
 * The report: what leaves the program as JSON, `"schema": "closecall-report/1"`.
 *
 * One source for the types, the runtime check of saved reports and the published JSON Schema; the words of a verdict are
 * those of detect/. Import the types with `import type`: only reading a saved report needs zod at run time.
 */
import * as z from 'zod';
import { CONFIDENCES, EVIDENCE_LEVELS, EXECUTED, OWNERS, PROOFS, SEVERITIES } from '../detect/finding.ts';
import { REDACTIONS, REPORT_SCHEMA } from './names.ts';

const count = z.int().nonnegative();
const seconds = z.number();
const time = z.string().describe('RFC 3339, UTC, nanoseconds');
const counts = z.record(z.string(), count);
const pair = z.tuple([count, count]).describe('client first');

const ELSEWHERE = z.string().optional().describe("where the frame is another file's than the finding's");

export const Severity = z.enum(SEVERITIES);
export const Confidence = z.enum(CONFIDENCES);
export const Owner = z.enum(OWNERS);
export const Executed = z.enum(EXECUTED);
export const Proof = z.enum(PROOFS);
const RoleEvidence = z.enum(['syn', 'syn-ack', 'http', 'port', 'option']);
const EvidenceLevel = z.enum(EVIDENCE_LEVELS);

export const Issue = z.object({
  code: z.string(),
  message: z.string(),
  frame: count.optional(),
  offset: count.optional(),
});

export const Capture = z.object({
  path: z.string(),
  format: z.enum(['pcap', 'pcapng', 'unknown']),
  linkTypes: z.array(z.string()),
  packets: count,
  bytes: count,
  firstTime: time.nullable(),
  lastTime: time.nullable(),
  sha256: z.string().nullable(),
  truncated: z.boolean().describe('ends inside its last packet'),
  complete: z.boolean().describe('every byte of the file could be analysed'),
  bothDirections: z.boolean(),
  duplicates: count,
  droppedPackets: count.nullable().describe('as the capturing program counted them'),
  issues: z.array(Issue),
});

export const Evidence = z.object({
  frame: count,
  role: z.string(),
  text: z.string(),
  level: EvidenceLevel,
  capture: ELSEWHERE,
});

export const Remedy = z.object({
  where: z.string(),
  setting: z.string(),
  value: z.string(),
  text: z.string(),
});

const Cause = z.object({ name: z.string(), confidence: Confidence, because: z.array(z.string()) });

export const Finding = z.object({
  id: z.string(),
  kind: z.string(),
  family: z.string(),
  manner: z.string().nullable(),
  severity: Severity,
  confidence: Confidence,
  owner: Owner,
  title: z.string(),
  explanation: z.string(),
  time,
  capture: z.string(),
  connection: z.object({
    index: count,
    client: z.string(),
    server: z.string(),
    roleEvidence: RoleEvidence.optional().describe('how client and server were told apart'),
    firstFrame: count.optional().describe('its first packet, numbered as in `connections`'),
  }),
  leg: z
    .literal('client')
    .optional()
    .describe('the connection is that of a client to the gateway, not of a gateway to an upstream'),
  request: z
    .object({
      number: count,
      method: z.string().nullable(),
      target: z.string().nullable(),
      host: z.string().nullable(),
      id: z.string().nullable(),
      frame: count,
      capture: ELSEWHERE,
      time,
      clientAddress: z
        .string()
        .optional()
        .describe('whose request it was, by a PROXY header in front of the connection'),
    })
    .nullable(),
  requestsFailed: count.describe(
    'requests that failed with this connection: pipelined ones, streams of HTTP/2',
  ),
  executed: Executed,
  proof: Proof,
  proofFrame: count.nullable(),
  proofCapture: ELSEWHERE,
  masked: z
    .object({
      connection: count,
      frame: count,
      capture: ELSEWHERE,
      status: count.nullable(),
      confidence: Confidence,
    })
    .nullable(),
  evidence: z.array(Evidence),
  excluded: z.array(z.object({ kind: z.string(), why: z.string() })),
  measures: z.object({
    idleSeconds: seconds.nullable(),
    rttSeconds: seconds.nullable(),
    waitSeconds: seconds.nullable(),
    bytesMissing: count.nullable(),
    lateAnswerSeconds: seconds
      .optional()
      .describe('from the request to the end of an answer that came when the gateway had left'),
  }),
  cause: Cause.nullable(),
  remedy: z.array(Remedy),
  logs: z.array(z.string()),
  logged: z
    .array(z.object({ path: z.string(), line: count }))
    .optional()
    .describe('lines of the logs named with --log that tell this failure'),
  displayFilter: z.string(),
  tupleFilter: z.string(),
});

export const Connection = z.object({
  index: count,
  client: z.string(),
  server: z.string(),
  roleEvidence: RoleEvidence,
  firstFrame: count,
  lastFrame: count,
  firstTime: time,
  lastTime: time,
  packets: pair,
  payloadBytes: pair,
  requests: count,
  responses: count,
  history: z.string(),
  closedBy: z.enum(['client', 'server', 'none']),
  end: z.enum(['fin', 'rst', 'timeout', 'open']),
  finFrames: z.tuple([count.nullable(), count.nullable()]),
  rstFrames: z.tuple([z.array(count), z.array(count)]),
  retransmissions: pair,
  outOfOrder: pair,
  gaps: pair,
});

export const Incident = z.object({
  id: z.string(),
  family: z.string(),
  title: z.string(),
  endpoints: z.array(z.string()),
  firstTime: time,
  lastTime: time,
  findings: z.array(z.string()),
  failedRequests: count,
  masked: count,
  executed: z.partialRecord(Executed, count),
  owner: Owner,
  what: z.string().describe('one sentence: what happened'),
  cause: Cause.nullable(),
  remedy: z.array(Remedy),
  logs: z.array(z.string()),
});

export const Timer = z.object({
  endpoint: z.string(),
  side: z.enum(['upstream', 'gateway']),
  timer: z.enum(['idle', 'write', 'read', 'connect', 'max-requests']),
  seconds: seconds.nullable(),
  spreadSeconds: z.tuple([seconds, seconds]).nullable(),
  samples: count,
  product: z.string().nullable(),
  confidence: z.enum(['certain', 'likely', 'possible', 'unknown']),
  exposure: z
    .object({ racesPerDay: z.number(), interval: z.tuple([z.number(), z.number()]) })
    .nullable()
    .describe('expected from how often the limit hit a request in the captured time; interval of 95 %'),
  longestReuseSeconds: seconds
    .optional()
    .describe(
      "idle time after which a connection to it was used again: a lower bound of the gateway's limit",
    ),
  remedy: z.array(Remedy).optional().describe('so that the gateway gives up idle connections first'),
});

export const Summary = z.object({
  packets: count,
  tcpPackets: count,
  connections: count,
  requests: count,
  responses: count,
  failedRequests: count,
  masked: count,
  findings: counts,
  harmless: counts,
  undecided: counts,
  open: count,
  roles: counts.optional().describe('connections by how client and server were told apart: see roleEvidence'),
});

const EndpointSummary = z.object({
  address: z.string(),
  role: z.enum(['upstream', 'gateway']),
  requests: count,
  connections: count,
  findings: counts,
});

const ProxyLog = z.object({
  path: z.string(),
  failures: count.describe('lines that tell a failure'),
  covered: count.describe('of those, at a time that was captured'),
  found: count.describe('of those, findings here'),
  missedLine: count.nullable().describe('the first covered one that is none'),
  cut: z.boolean().describe('it tells more failures, which were not looked at'),
});

export const Report = z.object({
  schema: z.literal(REPORT_SCHEMA),
  redaction: z
    .object({ level: z.enum(REDACTIONS), removed: z.array(z.string()) })
    .describe('what is not in here because it must not be told'),
  captures: z.array(Capture),
  summary: Summary,
  endpoints: z.array(EndpointSummary),
  incidents: z.array(Incident),
  shapes: z
    .array(z.object({ history: z.string(), connections: count }))
    .describe('how connections went, commonest first: histories without numbers and durations'),
  connections: z.array(Connection).optional(),
  findings: z.array(Finding),
  unfiltered: count
    .optional()
    .describe('findings before a filter narrowed the report; not there without one'),
  timers: z.array(Timer),
  proxyLogs: z.array(ProxyLog).optional().describe('the logs named with --log'),
});

export type Severity = z.infer<typeof Severity>;
export type Confidence = z.infer<typeof Confidence>;
export type Owner = z.infer<typeof Owner>;
export type Executed = z.infer<typeof Executed>;
export type Proof = z.infer<typeof Proof>;
export type Issue = z.infer<typeof Issue>;
export type Capture = z.infer<typeof Capture>;
export type Evidence = z.infer<typeof Evidence>;
export type Remedy = z.infer<typeof Remedy>;
export type Finding = z.infer<typeof Finding>;
export type Connection = z.infer<typeof Connection>;
export type Incident = z.infer<typeof Incident>;
export type Timer = z.infer<typeof Timer>;
export type ProxyLog = z.infer<typeof ProxyLog>;
export type Summary = z.infer<typeof Summary>;
export type Report = z.infer<typeof Report>;
