/** A finding with the frames of its timeline, which may cross the files of a rotated set. */
import { frameOf } from '../timeline/file-frames.ts';
import type { Timeline } from '../timeline/schema.ts';
import type { Finding } from './schema.ts';

interface Placed {
  readonly frame: number;
  readonly capture?: string | undefined;
}

/** The same with every frame of its connection as the timeline counts it: whoever draws compares numbers only. */
export function onTimeline(finding: Finding, timeline: Pick<Timeline, 'files'>): Finding {
  if (timeline.files === undefined) return finding;
  const counted = <T extends Placed>(place: T) => ({
    ...place,
    frame: frameOf(timeline, place.frame, place.capture),
    capture: undefined,
  });
  const { proofFrame, request, evidence } = finding;
  return {
    ...finding,
    proofFrame: proofFrame && frameOf(timeline, proofFrame, finding.proofCapture),
    proofCapture: undefined,
    request: request && counted(request),
    evidence: evidence.map(counted),
  };
}
