/**
 * The times beside the lanes: captured ones with all digits, estimated ones with as many as they
 * deserve, and none where nothing measures the distance.
 */

import { type Clocks, isCaptured } from '../../src/timeline/clocks.ts';
import { offset } from '../words/numbers.ts';
import type { Arrow } from './arrows.ts';

export interface Tick {
  readonly packet: number;
  readonly lane: 0 | 1;
  readonly y: number;
  readonly text: string;
  readonly exact: boolean;
}

/** Two times nearer than this would overlap: the later one is left out (a linear axis only). */
const LEAST_DISTANCE = 12;

export function ticksOf(arrows: readonly Arrow[], clocks: Clocks, start: number): Tick[] {
  const digits = [digitsFor(clocks.distance[0]), digitsFor(clocks.distance[1])];
  const ticks: Tick[] = [];
  for (const arrow of arrows) {
    for (const lane of [0, 1] as const) {
      const leaving = arrow.sender === lane;
      if (leaving ? arrow.isStranger : arrow.unanswered) continue;
      const exact = isCaptured(clocks, arrow.packet, lane);
      if (!exact && clocks.scale === 'assumed') continue;
      const time = (leaving ? clocks.left[arrow.packet] : clocks.arrived[arrow.packet]) ?? 0;
      const text = `${exact ? '' : '≈ '}${offset(time - start, digits[lane])}`;
      ticks.push({ packet: arrow.packet, lane, y: (leaving ? arrow.from : arrow.to).y, text, exact });
    }
  }
  return apart(ticks);
}

/** Microseconds where captured; a tenth of the distance where estimated. */
function digitsFor(distance: number): number {
  if (distance === 0) return 6;
  return Math.min(6, Math.max(3, Math.ceil(-Math.log10(distance / 1e9)) + 1));
}

function apart(ticks: readonly Tick[]): Tick[] {
  const lowest = [-Infinity, -Infinity];
  return ticks
    .toSorted((a, b) => a.y - b.y)
    .filter(({ lane, y }) => {
      if (y - (lowest[lane] ?? 0) < LEAST_DISTANCE) return false;
      lowest[lane] = y;
      return true;
    });
}
