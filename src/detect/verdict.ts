/** Fills in what every verdict has in common, so that a rule says only what is its own. */
import type { PacketFact } from '../timeline/schema.ts';
import type { Evidence, Proof, Severity, Verdict } from './finding.ts';
import { confidenceOf, idleUntil, waitUntil } from './measure.ts';
import type { Situation } from './situation.ts';

type Own = Pick<Verdict, 'kind' | 'owner' | 'explanation' | 'executed' | 'proof' | 'evidence'> &
  Partial<
    Pick<
      Verdict,
      | 'family'
      | 'manner'
      | 'severity'
      | 'confidence'
      | 'proofFrame'
      | 'excluded'
      | 'bytesMissing'
      | 'lateAnswer'
      | 'exchange'
      | 'idle'
      | 'wait'
      | 'requestsFailed'
    >
  >;

const NOTHING_WAITED: readonly Proof[] = ['closed-before', 'never-connected'];

/** A verdict on the failed request, decided by `decisive`, whose time is the finding's. */
export function verdictOn(
  situation: Situation,
  decisive: Pick<PacketFact, 'frame' | 'time'>,
  own: Own,
): Verdict {
  return {
    family: null,
    manner: null,
    severity: severityOf(situation),
    confidence: confidenceOf(situation),
    proofFrame: decisive.frame,
    excluded: [],
    bytesMissing: null,
    lateAnswer: null,
    frame: decisive.frame,
    time: decisive.time,
    exchange: situation.failed,
    requestsFailed: 1 + situation.alsoFailed,
    idle: situation.reused ? idleUntil(situation, decisive.time) : null,
    // What never arrived waited for nothing.
    wait: NOTHING_WAITED.includes(own.proof) ? null : waitUntil(situation, decisive.time),
    ...own,
    ...(own.proof === 'none' ? { proofFrame: null } : {}),
  };
}

/** Turns of unknown bytes are no ground for more than a warning. */
function severityOf({ timeline, failed }: Situation): Severity {
  return timeline.protocol === 'turns' && failed !== null ? 'warning' : 'error';
}

export function proven(frame: number, role: string, text: string): Evidence {
  return { frame, role, text, level: 'proven' };
}

export function measured(frame: number, role: string, text: string): Evidence {
  return { frame, role, text, level: 'measured' };
}
