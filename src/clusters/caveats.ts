/** What the capture itself takes away from a verdict: packets that it lost, and its own end. */
import type { Case } from './case.ts';

/** Verdicts that rest on something not being there. */
const RESTS_ON_ABSENCE = new Set([
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
}

export function applyCaveats(cases: readonly Case[], { end, dropped }: CaptureLimits): void {
  for (const one of cases) {
    const { verdict } = one;
    if (verdict.kind === 'connect-timeout' && end - one.lastTime < BACKOFF_NS) {
      one.verdict = { ...verdict, confidence: verdict.confidence === 'certain' ? 'likely' : 'possible' };
    } else if (
      verdict.confidence === 'certain' &&
      dropped !== null &&
      dropped > 0 &&
      RESTS_ON_ABSENCE.has(verdict.kind)
    ) {
      one.verdict = {
        ...verdict,
        confidence: 'likely',
        explanation: `${verdict.explanation} The capturing program lost ${dropped} packets, so this is not certain.`,
      };
    }
  }
}
