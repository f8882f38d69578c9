/** Requests that no teardown failed, and that were answered with 502, 503 or 504 all the same. */
import type { Finding, Report } from './schema.ts';

/** The notes on such answers: one finding for each. */
export function errorAnswers({ findings }: Report): Finding[] {
  return findings.filter(({ kind }) => ['upstream-error-response', 'gateway-answered-alone'].includes(kind));
}
