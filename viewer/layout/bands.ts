/** What each endpoint was doing: its TCP states as a strip on its lane, and requests in flight at the client's. */

import type { Clocks } from '../../src/timeline/clocks.ts';
import {
  type Endpoint,
  FLAG,
  type StateChange,
  type TcpState,
  type Timeline,
} from '../../src/timeline/schema.ts';
import type { TimeAxis } from './axis.ts';
import { rowOf } from './frames.ts';

export type BandStyle = 'opening' | 'open' | 'closing' | 'closed';

export interface Band {
  readonly lane: 0 | 1;
  readonly state: TcpState;
  readonly style: BandStyle;
  readonly top: number;
  readonly bottom: number;
  /** Why the state is only inferred; null where a frame shows it. */
  readonly inferred: string | null;
  readonly frame: number;
}

/** A request that has left and is not yet being answered, nanoseconds. */
export interface Waiting {
  readonly exchange: number;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
}

/** The same on the client's lane. */
export interface InFlight {
  readonly exchange: number;
  readonly top: number;
  readonly bottom: number;
  readonly failed: boolean;
}

/** From the first to the last event drawn. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

const STYLES: Readonly<Record<TcpState, BandStyle>> = {
  CLOSED: 'closed',
  LISTEN: 'opening',
  'SYN-SENT': 'opening',
  'SYN-RECEIVED': 'opening',
  ESTABLISHED: 'open',
  'FIN-WAIT-1': 'closing',
  'FIN-WAIT-2': 'closing',
  'CLOSE-WAIT': 'closing',
  CLOSING: 'closing',
  'LAST-ACK': 'closing',
  'TIME-WAIT': 'closing',
};

export function bandsOf(timeline: Timeline, clocks: Clocks, axis: TimeAxis, extent: Extent): Band[] {
  const times = (endpoint: Endpoint, lane: 0 | 1) =>
    endpoint.states.map((change) => changeTime(change, lane, timeline, clocks));
  return ([0, 1] as const).flatMap((lane) => {
    const endpoint = lane === 0 ? timeline.client : timeline.server;
    return laneBands(endpoint.states, times(endpoint, lane), lane, axis, extent);
  });
}

/** The clocks know better than the estimate that came with the state: causality has been applied to them. */
function changeTime(change: StateChange, lane: 0 | 1, timeline: Timeline, clocks: Clocks): number {
  const row = rowOf(timeline.packets, change.frame);
  if (row < 0 || change.inferred !== null) return change.time;
  return (timeline.packets.sender[row] === lane ? clocks.left[row] : clocks.arrived[row]) ?? change.time;
}

function laneBands(
  states: readonly StateChange[],
  times: readonly number[],
  lane: 0 | 1,
  axis: TimeAxis,
  extent: Extent,
): Band[] {
  const bands: Band[] = [];
  states.forEach((change, index) => {
    const next = times[index + 1];
    const top = clamp(axis.toPixel(times[index] ?? 0), extent);
    const bottom = next === undefined ? extent.bottom : clamp(axis.toPixel(next), extent);
    const { state, inferred, frame } = change;
    // A listening socket is no endpoint of this connection yet.
    if (bottom - top < 0.5 || state === 'LISTEN') return;
    bands.push({ lane, state, style: STYLES[state] ?? 'open', top, bottom, inferred, frame });
  });
  return bands;
}

export function waitingOf(timeline: Timeline, clocks: Clocks, failed: number | null): Waiting[] {
  const { packets } = timeline;
  const waiting: Waiting[] = [];
  for (const { number, request, response } of timeline.exchanges) {
    const sent = request === null ? -1 : rowOf(packets, request.start.frame);
    if (sent < 0) continue;
    const answer = response === null ? -1 : rowOf(packets, response.start.frame);
    const to = answer < 0 ? failureTime(timeline, clocks, sent) : (clocks.arrived[answer] ?? 0);
    waiting.push({ exchange: number, from: clocks.left[sent] ?? 0, to, failed: number === failed });
  }
  return waiting;
}

/** Null where it is too short to be drawn. */
export function inFlightOf(waiting: Waiting, axis: TimeAxis, extent: Extent): InFlight | null {
  const { exchange, failed } = waiting;
  const top = clamp(axis.toPixel(waiting.from), extent);
  const bottom = clamp(axis.toPixel(waiting.to), extent);
  return bottom - top < 1 ? null : { exchange, top, bottom, failed };
}

/** When the client learned that no answer will come: the next FIN or reset of either side, else the last packet. */
function failureTime(timeline: Timeline, clocks: Clocks, sent: number): number {
  const { flags, sender } = timeline.packets;
  let ending = sent + 1;
  while (ending < flags.length && ((flags[ending] ?? 0) & (FLAG.FIN | FLAG.RST)) === 0) ending += 1;
  if (ending >= flags.length) return timeline.lastTime;
  return (sender[ending] === 0 ? clocks.left[ending] : clocks.arrived[ending]) ?? timeline.lastTime;
}

function clamp(pixel: number, extent: Extent): number {
  return Math.min(Math.max(pixel, extent.top), extent.bottom);
}
