/** What the teller of a story knows about one finding: its packets, their times at both lanes, and handy questions. */

import type { Finding } from '../../../src/report/schema.ts';
import type { Clocks } from '../../../src/timeline/clocks.ts';
import type { PacketFact, Timeline } from '../../../src/timeline/schema.ts';
import { frameName } from '../../words/frame.ts';
import { rowOf } from '../frames.ts';
import { requestText } from '../packets.ts';
import type { Verdict } from '../verdict.ts';

export type Level = Finding['evidence'][number]['level'];

/** 0 = client, 1 = server. */
export type Lane = 0 | 1;

/** Something that happened at one endpoint and that the verdict rests on; the drawing numbers them. */
export interface MomentSpec {
  readonly lane: Lane;
  /** Nanoseconds at that lane. */
  readonly time: number;
  readonly title: string;
  readonly detail: string;
  /** What the sentence rests on. */
  readonly level: Level;
  /** A tick on the lane: this arrived, for sure. */
  readonly isDelivered?: boolean;
}

/** A stretch of time at one endpoint that deserves a name. */
export interface BracketSpec {
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
  /** Empty where the text says it all. */
  readonly title: string;
  readonly text: string;
}

/** Whatever leaves the client in here reaches a closed socket: one round trip, centred on the close. */
interface WindowSpec {
  readonly from: number;
  readonly close: number;
  readonly to: number;
}

export interface Story {
  readonly moments: readonly MomentSpec[];
  readonly brackets: readonly BracketSpec[];
  readonly window: WindowSpec | null;
  /** What the silence before this time says, nanoseconds at the client. */
  readonly silence?: { readonly until: number; readonly text: (duration: string) => string };
  /** A packet that came from somewhere on the path, by its row. */
  readonly stranger?: number;
}

export class Scene {
  readonly timeline: Timeline;
  readonly finding: Finding;
  readonly verdict: Verdict;
  readonly clocks: Clocks;

  constructor(timeline: Timeline, finding: Finding, verdict: Verdict, clocks: Clocks) {
    this.timeline = timeline;
    this.finding = finding;
    this.verdict = verdict;
    this.clocks = clocks;
  }

  /** `POST` where the method is known, else `request`. */
  get method(): string {
    return requestText(this.finding.request?.method ?? null, null);
  }

  /** The packet in which the failed request began; null where it is not kept. */
  get requestRow(): number | null {
    return this.rowOf(this.verdict.exchange?.request?.start.frame);
  }

  /** The packet that completed the request, or the one in which it began. */
  get requestEndRow(): number | null {
    return this.rowOf(this.verdict.exchange?.request?.endFrame) ?? this.requestRow;
  }

  get closeRow(): number | null {
    return this.rowOf(this.verdict.close?.frame);
  }

  get closeName(): 'FIN' | 'RST' {
    return this.verdict.closeIsReset ? 'RST' : 'FIN';
  }

  rowOf(frame: number | null | undefined): number | null {
    const row = frame === null || frame === undefined ? -1 : rowOf(this.timeline.packets, frame);
    return row < 0 ? null : row;
  }

  frameOf(row: number): string {
    return frameName(this.timeline, this.timeline.packets.frame[row] ?? 0);
  }

  left(row: number): number {
    return this.clocks.left[row] ?? 0;
  }

  arrived(row: number): number {
    return this.clocks.arrived[row] ?? 0;
  }

  /** Does this time come straight from the capture, or through the distance? */
  levelAt(lane: Lane): Level {
    return this.clocks.distance[lane] === 0 ? 'measured' : 'estimated';
  }

  /** From the end of the last response to a packet of the server: what its idle timer measured. Null for none. */
  quietBefore(fact: PacketFact): number | null {
    const ends = this.timeline.exchanges.map(({ response }) => response?.endTime ?? null);
    const last = ends.findLast((end) => end !== null && end < fact.time) ?? null;
    return last === null ? null : fact.time - last;
  }

  /** The first packet of the server that acknowledges all of the request. */
  get deliveredRow(): number | null {
    const row = this.requestEndRow;
    if (row === null) return null;
    const answer = this.clocks.links.answeredBy[row] ?? -1;
    return answer < 0 ? null : answer;
  }
}

export const NO_STORY: Story = { moments: [], brackets: [], window: null };
