/** What the capture itself takes away from a verdict: packets that it lost, and its own end. */
import type { Verdict } from '../detect/finding.ts';
import type { Case } from './case.ts';

/** Verdicts that rest on something not being there. */
const RESTS_ON_ABSENCE = new Set([
  'closed-during-upload',
  'late-reuse',
  'premature-close-before-headers',
  'rst-after-idle',
  'reset-with-unread-request',
  'request-unanswered',
  'truncated-response',
  'partial-response-headers',
  'connect-timeout',
]);

/**
 * How long after the first repetition of a SYN the next one comes: 1 s on Linux since 6.5 (tcp_syn_linear_timeouts), 2 s
 * before (RFC 6298 §5.5). Until then an answer may only be late.
 */
const BACKOFF_NS = 2.1e9;

export interface CaptureLimits {
  /** Time of the capture's last packet. */
  readonly end: number;
  /** Packets that the capturing program lost; null where it does not say. */
  readonly dropped: number | null;
  /** Connections of which packets are missing by what the others say. */
  readonly lacking: number;
  /** Idle seconds after which an upstream was seen to close connections, by `ip:port`. */
  readonly idleLimits: ReadonlyMap<string, number>;
}

/** Two measurements of one timer differ by about this. */
const TIMER_SHARE = 0.95;

export function applyCaveats(cases: readonly Case[], limits: CaptureLimits): void {
  const { end } = limits;
  const doubt = doubtOf(limits);
  for (const one of cases) {
    const { verdict } = one;
    if (verdict.kind === 'connect-timeout' && end - one.lastTime < BACKOFF_NS) {
      one.verdict = { ...verdict, confidence: verdict.confidence === 'certain' ? 'likely' : 'possible' };
    } else if (doubt !== null && verdict.confidence === 'certain' && RESTS_ON_ABSENCE.has(verdict.kind)) {
      one.verdict = { ...verdict, confidence: 'likely', explanation: doubt(verdict.explanation) };
    } else if (mayHaveClosed(verdict, limits.idleLimits.get(one.server))) {
      one.verdict = {
        ...verdict,
        confidence: 'likely',
        explanation: `${verdict.explanation} The upstream itself closes connections as idle as this one, and its close may have been missed.`,
      };
    }
  }
}

/** A reset by the upstream's own host, of a connection that had been idle for so long that its program may have closed it before. */
function mayHaveClosed(
  { kind, manner, owner, idle, confidence }: Verdict,
  limit: number | undefined,
): boolean {
  if (kind !== 'rst-after-idle' || manner !== 'answers-request' || owner !== 'host') return false;
  return (
    confidence === 'certain' && limit !== undefined && idle !== null && idle / 1e9 >= limit * TIMER_SHARE
  );
}

/** How a verdict reads where the capture lost packets; null where nothing shows that it did. */
function doubtOf({ dropped, lacking }: CaptureLimits): ((told: string) => string) | null {
  if (dropped !== null && dropped > 0)
    return (told) => `${told} The capturing program lost ${dropped} packets, so this is not certain.`;
  if (lacking > 0)
    return (told) => `${told} The capture lacks packets of ${counted(lacking)}, so this is not certain.`;
  return null;
}

function counted(connections: number): string {
  return connections === 1 ? '1 connection' : `${connections} connections`;
}
