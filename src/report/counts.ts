/** What is counted from findings: of a report, of an incident, or of those among them that somebody asked for. */
import { increment } from '../result.ts';
import type { Executed, Finding, Incident } from './schema.ts';

/** Notes are no failures. */
export function countFailures(
  findings: readonly Finding[],
): Pick<Incident, 'failedRequests' | 'masked' | 'executed'> {
  const executed: Partial<Record<Executed, number>> = {};
  let failedRequests = 0;
  let masked = 0;
  for (const finding of findings) {
    if (finding.severity === 'note') continue;
    failedRequests += finding.requestsFailed;
    if (finding.masked !== null) masked += 1;
    executed[finding.executed] = (executed[finding.executed] ?? 0) + finding.requestsFailed;
  }
  return { failedRequests, masked, executed };
}

/** `further` are those that are not listed. */
export function countKinds(
  findings: readonly Finding[],
  further: ReadonlyMap<string, number> = new Map(),
): Record<string, number> {
  const counts = new Map(further);
  for (const { kind } of findings) increment(counts, kind);
  return Object.fromEntries(counts);
}

/** How many requests were executed, as far as is known: `no: 24, likely: 2`. */
export function executedText({ executed }: Pick<Incident, 'executed'>): string {
  return Object.entries(executed)
    .map(([answer, count]) => `${answer}: ${count}`)
    .join(', ');
}
