/** Time limits that failures show: write or worker timeouts of upstreams, read timeouts of gateways. */
import { hostOf } from '../flow/addresses.ts';
import { killsSlowWork } from '../knowledge/time-limits.ts';
import type { Tally } from '../result.ts';
import { readWaits, type WaitLimit } from '../timers/waits.ts';
import { upstreamNamed } from './products.ts';
import type { Finding, Timer } from './schema.ts';

/** Nobody sets write or worker timeouts below this. */
export const SHORTEST_LIMIT_SECONDS = 0.9;
/** Answers that took this many times as long as a wait can't have run into the limit that ended it. */
export const CLEARLY = 1.25;
/** As many waits at one value are a timer's. */
const MIN_SAMPLES = 3;

/** What the waits of requests that were closed without an answer tell, by upstream. */
export function waitsByServer(findings: readonly Finding[], tally: Tally): Map<string, WaitLimit | null> {
  const waits = waitsBy(
    findings.filter((finding) => mayBeLimit(finding, tally)),
    ({ connection }) => connection.server,
  );
  return new Map(
    [...waits].map(([server, seconds]) => [server, readWaits(seconds, isSupervised(server, tally))]),
  );
}

function isSupervised(server: string, tally: Tally): boolean {
  const product = upstreamNamed(server, tally);
  return product !== null && killsSlowWork(product);
}

/** Closed before the answer or inside it, later than crashes do, and not long before others were answered. */
function mayBeLimit({ kind, manner, measures, connection }: Finding, tally: Tally): boolean {
  const closed = kind === 'premature-close-before-headers' && manner === 'unknown';
  if (!closed && !(kind === 'truncated-response' && manner === 'fin')) return false;
  const wait = measures.waitSeconds ?? 0;
  return wait >= SHORTEST_LIMIT_SECONDS && wait * CLEARLY >= longestAnswerSeconds(connection.server, tally);
}

/** The longest after which an upstream was seen to answer; 0 without any. */
export function longestAnswerSeconds(server: string, { upstreams }: Tally): number {
  return (upstreams.get(server)?.longestAnswer ?? 0) / 1e9;
}

/** The limits as timers of the report. `found`: findings before their causes are told. */
export function limitTimers(found: readonly Finding[], tally: Tally): Timer[] {
  // What a gateway only passed on tells no limit of its own.
  const own = found.filter(({ leg }) => leg !== 'client');
  const upstreams = [...waitsByServer(own, tally)].flatMap(([endpoint, limit]) =>
    limit?.seconds == null ? [] : [writeTimer(endpoint, limit)],
  );
  const ended = found.filter(({ kind }) => kind === 'proxy-timeout');
  const gateways = waitsBy(ended, ({ connection }) => hostOf(connection.client));
  return [...upstreams, ...[...gateways].flatMap(([endpoint, waits]) => readTimer(endpoint, waits))];
}

function writeTimer(endpoint: string, { seconds, shortest, longest, samples }: WaitLimit): Timer {
  const spreadSeconds: [number, number] = [shortest, longest];
  return { ...timer(endpoint, samples), side: 'upstream', timer: 'write', seconds, spreadSeconds };
}

function readTimer(endpoint: string, waits: readonly number[]): Timer[] {
  const sorted = waits.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || sorted.length < MIN_SAMPLES) return [];
  const seconds = sorted[Math.floor(sorted.length / 2)] as number;
  return [
    {
      ...timer(endpoint, sorted.length),
      side: 'gateway',
      timer: 'read',
      seconds,
      spreadSeconds: [least, most],
    },
  ];
}

function timer(
  endpoint: string,
  samples: number,
): Pick<Timer, 'endpoint' | 'samples' | 'product' | 'confidence' | 'exposure'> {
  return { endpoint, samples, product: null, confidence: 'possible', exposure: null };
}

function waitsBy(findings: readonly Finding[], key: (finding: Finding) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const finding of findings) {
    const { waitSeconds } = finding.measures;
    if (waitSeconds === null) continue;
    const group = groups.get(key(finding));
    if (group === undefined) groups.set(key(finding), [waitSeconds]);
    else group.push(waitSeconds);
  }
  return groups;
}
