/** Which finding a reader sees first, of all and of one incident. */
import { onTimeline } from '../../src/report/on-timeline.ts';
import type { Finding } from '../../src/report/schema.ts';
import { clocksOf } from '../../src/timeline/clocks.ts';
import { verdictOf } from '../layout/verdict.ts';
import { timelineOf, type ViewerModel } from '../model.ts';
import { worstIncident } from './verdict.ts';

/** So many are compared; the first of them is good enough among thousands. */
const MOST_COMPARED = 60;

/** Of the incident in which most requests failed, the finding to look at; where it has none to draw, of all. */
export function worstFinding(model: ViewerModel): Finding | null {
  const { findings } = model.report;
  const worst = new Set(worstIncident(model.report)?.findings);
  const own = findings.filter(({ id }) => worst.has(id));
  return mostTelling(model, own) ?? mostTelling(model, findings);
}

/** The page, its incidents and its first state ask for the same ones. */
const known = new WeakMap<Finding, number>();

/** The finding whose picture tells most; null where none can be drawn. */
export function mostTelling(model: ViewerModel, findings: readonly Finding[]): Finding | null {
  const candidates = findings
    .filter((finding) => timelineOf(model, finding) !== null)
    .slice(0, MOST_COMPARED);
  let best: Finding | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const finding of candidates) {
    const value = known.get(finding) ?? telling(model, finding);
    known.set(finding, value);
    if (value <= most) continue;
    best = finding;
    most = value;
  }
  return best;
}

/**
 * A request that failed tells more than one that was hidden by a retry; a race tells most where the request left in
 * the middle of its window (0.5), least at its edge (0).
 */
function telling(model: ViewerModel, finding: Finding): number {
  const severity = { error: 2, warning: 1, note: 0 }[finding.severity];
  const timeline = timelineOf(model, finding);
  if (timeline === null) return severity;
  const verdict = verdictOf(timeline, onTimeline(finding, timeline));
  const start = verdict.exchange?.request?.start.time;
  if (!verdict.crossing || start === undefined || verdict.close === null) return severity;
  const { distance, oneWay } = clocksOf(timeline);
  const trip = 2 * oneWay;
  const beforeClose = (verdict.close.time + distance[0] - (start - distance[0])) / trip;
  return severity + Math.max(0, Math.min(beforeClose, 1 - beforeClose));
}
