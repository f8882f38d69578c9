/** Which finding a reader sees first. */
import type { Finding } from '../../src/report/schema.ts';
import { timelineOf, type ViewerModel } from '../model.ts';
import { worstIncident } from './verdict.ts';

/** The first drawable finding of the incident in which most requests failed, else the first drawable one of all. */
export function worstFinding(model: ViewerModel): Finding | null {
  const { findings } = model.report;
  const drawable = (finding: Finding) => timelineOf(model, finding) !== null;
  const worst = new Set(worstIncident(model.report)?.findings);
  return (
    findings.find((finding) => worst.has(finding.id) && drawable(finding)) ?? findings.find(drawable) ?? null
  );
}
