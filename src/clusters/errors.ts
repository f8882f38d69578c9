/** Responses 502, 503 and 504 that no teardown explains: who made them up? */
import type { RequestRecord, ResponseRecord } from '../app/records.ts';
import type { Evidence, Verdict } from '../detect/finding.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { CaptureClock } from '../time.ts';
import type { AnsweredRequests } from './answered.ts';
import { type Case, type Hosts, makeCase } from './case.ts';
import { asClientLeg, wasSentOn } from './legs.ts';

/** Manner of an answer that is a gateway's own page. */
const OWN_PAGE = 'own-page';
const TOLERANCE_NS = 1e6;

/** An answer that a gateway made up does not tell whether an upstream ran the request. */
const UNKNOWN = { executed: 'unknown', proof: 'none', proofFrame: null } as const;

/** Whether a status is one that gateways make up themselves (RFC 9110 §15.6.3 to §15.6.5). */
export function isGatewayStatus(status: number | null): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** The two ends of a connection, `ip:port`, and the clock of its times. */
interface Ends extends Hosts {
  readonly client: string;
  readonly server: string;
  readonly clock: CaptureClock;
}

/** The note on such an answer, not yet knowing whose it is. */
export function errorCase(
  { index, endpoints, clientSide, roleEvidence, firstFrame }: TcpConnection,
  ends: Ends,
  request: RequestRecord,
  response: ResponseRecord,
): Case {
  const { client, server } = ends;
  // The record is used again; the hashes find the request on the gateway's other leg.
  const { key, idKey, headKey } = request;
  const exchange = {
    number: 1,
    request: { ...request.facts(), key, idKey, headKey },
    response: response.facts(),
    lastByAgreement: false,
  };
  const numbers = `${request.start.seq}|${endpoints[clientSide].base}`;
  return makeCase(errorVerdict(exchange, client, server, response.ownPage), {
    ...ends,
    index,
    identity: `${client}|${server}|${numbers}`,
    numbers,
    proxiedFor: null,
    protocol: 'http/1',
    roleEvidence,
    roundTrip: null,
    firstFrame,
    firstTime: request.start.time,
    lastTime: request.start.time,
  });
}

function errorVerdict(
  exchange: NonNullable<Verdict['exchange']>,
  client: string,
  server: string,
  ownPage: string | null,
): Verdict {
  const { response } = exchange;
  const at = response?.start ?? { frame: 0, time: 0 };
  return {
    kind: 'upstream-error-response',
    family: null,
    manner: ownPage === null ? null : OWN_PAGE,
    severity: 'note',
    confidence: 'likely',
    owner: 'application',
    explanation: `${server} itself answered ${response?.status} to ${client}.`,
    frame: at.frame,
    time: at.time,
    exchange,
    requestsFailed: 1,
    executed: 'answered',
    proof: 'response-seen',
    proofFrame: at.frame,
    evidence: [
      { frame: at.frame, role: 'response', text: `status ${response?.status}`, level: 'proven' },
      ...(ownPage === null ? [] : [pageEvidence(at.frame, ownPage)]),
    ],
    excluded: [],
    idle: null,
    wait: null,
    bytesMissing: null,
    lateAnswer: null,
  };
}

function pageEvidence(frame: number, product: string): Evidence {
  const text = `the page is one that ${product} makes up itself`;
  return { frame, role: 'page', text, level: 'estimated' };
}

/** The notes on answers that pass on neither a finding nor another server's answer. */
export function explainErrors(
  errors: readonly Case[],
  cases: readonly Case[],
  answered: AnsweredRequests,
): Case[] {
  const own = errors.filter(
    (told) => !wasSentOn(told, answered) && !cases.some((other) => wasAttempt(other, told)),
  );
  for (const told of own) {
    if (told.verdict.manner === OWN_PAGE) asGateways(told);
    if (!answered.isGateway(told.serverHost)) continue;
    asClientLeg(told);
    told.verdict = {
      ...told.verdict,
      ...UNKNOWN,
      kind: 'gateway-answered-alone',
      owner: 'gateway',
      explanation: `The gateway ${told.server} answered ${told.verdict.exchange?.response?.status} without trying an upstream.`,
    };
  }
  return own;
}

/** Who made the page up need not be who sent it, but either is a gateway, and this the leg before it. */
function asGateways(told: Case): void {
  asClientLeg(told);
  told.verdict = {
    ...told.verdict,
    ...UNKNOWN,
    owner: 'undetermined',
    explanation: `The gateway ${told.server} answered ${told.verdict.exchange?.response?.status} with a page of its own: what failed lies behind it, so capture there.`,
  };
}

/** An attempt upstream for the request that was answered with an error in `error`. */
function wasAttempt(other: Case, error: Case): boolean {
  const began = error.verdict.exchange?.request?.start.time ?? error.verdict.time;
  const within =
    other.verdict.time >= began - TOLERANCE_NS && other.verdict.time <= error.verdict.time + TOLERANCE_NS;
  if (!within || other.index === error.index) return false;
  return other.wanted.key === 0 || other.wanted.key === error.wanted.key;
}
