/**
 * The packets in a part of the drawing, with their labels and times. Only what is looked at is made: a connection of
 * a hundred thousand packets costs a few numbers per packet, not a few objects.
 */

import { lastAtMost } from '../../src/timeline/search.ts';
import type { Layout } from '../layout.ts';
import { type Arrow, type ArrowContext, arrowOf, type Fold, foldOf } from './arrows.ts';
import { type InFlight, inFlightOf } from './bands.ts';
import { PlacedBoxes } from './boxes.ts';
import type { LineLabel } from './geometry.ts';
import { boxOf, withFoldLabels, withLabels } from './labels.ts';
import { type Tick, ticksOf } from './ticks.ts';
import { edgeLabel, reserve } from './window.ts';

/** Pixels of the drawing; null for all of it. */
export interface View {
  readonly top: number;
  readonly bottom: number;
}

export interface PacketsInView {
  readonly arrows: readonly Arrow[];
  readonly folds: readonly Fold[];
  readonly ticks: readonly Tick[];
  readonly inFlight: readonly InFlight[];
  /** The race window's. */
  readonly edgeLabel: LineLabel | null;
}

/** The order decides who gets the room: breaks, runs, packets, the edge of the race window. */
export function packetsIn(layout: Layout, view: View | null): PacketsInView {
  const { columns, breaks, timeline, clocks, window, names } = layout;
  const boxes = new PlacedBoxes();
  const inView = (top: number, bottom: number) => view === null || (bottom >= view.top && top <= view.bottom);
  reserve(
    boxes,
    breaks.filter((gap) => inView(gap.top, gap.bottom)),
    columns,
  );
  const { folds, drafts } = shapesIn(layout, view);
  const runs = withFoldLabels(folds, drafts, columns);
  for (const { label } of runs) boxes.take(boxOf(label, columns.fontSize));
  const arrows = withLabels(drafts, names, columns, boxes);
  return {
    arrows,
    folds: runs,
    ticks: ticksOf(arrows, clocks, timeline.firstTime),
    inFlight: inFlightIn(layout, view),
    edgeLabel: window === null ? null : edgeLabel(window, columns, boxes),
  };
}

function shapesIn(layout: Layout, view: View | null): { folds: Fold[]; drafts: Arrow[] } {
  const { rows, firstEvent, axis, timeline } = layout;
  const { sender } = timeline.packets;
  const context: ArrowContext = {
    ...layout,
    lastOf: [sender.lastIndexOf(0), sender.lastIndexOf(1)],
    gaveUp: layout.verdict.closedBy === 'client' ? (layout.verdict.close?.time ?? Infinity) : Infinity,
  };
  const folds: Fold[] = [];
  const drafts: Arrow[] = [];
  const [first, end] = rowRange(layout, view);
  for (let index = first; index < end; index += 1) {
    const row = rows[index];
    const pixels: number[] = [];
    for (let event = firstEvent[index] ?? 0; event < (firstEvent[index + 1] ?? 0); event += 1)
      pixels.push(axis.pixelOf(event) ?? 0);
    if (row?.kind === 'fold') folds.push(foldOf(context, row, pixels));
    if (row?.kind === 'packet') drafts.push(arrowOf(context, row.packet, pixels));
  }
  return { folds, drafts };
}

/** Told by times, which need no place for each of thousands of requests. */
function inFlightIn({ waiting, axis, extent }: Layout, view: View | null): InFlight[] {
  const [from, to] =
    view === null ? [-Infinity, Infinity] : [axis.toTime(view.top), axis.toTime(view.bottom)];
  return waiting
    .filter((each) => each.from <= to && each.to >= from)
    .map((each) => inFlightOf(each, axis, extent))
    .filter((bar) => bar !== null);
}

/** The rows that may touch the view: from the first that reaches down to it to the last that begins above its end. */
function rowRange(layout: Layout, view: View | null): [number, number] {
  const { rows } = layout;
  if (view === null) return [0, rows.length];
  const above = lastAtMost(rows.length, (row) => lowestPixel(layout, row), view.top - 1e-6);
  const last = lastAtMost(rows.length, (row) => highestPixel(layout, row), view.bottom);
  return [above + 1, last + 1];
}

/** Of a row or any before it. */
function lowestPixel({ reach, axis }: Layout, row: number): number {
  return axis.pixelOf(reach.latest[row] ?? -1) ?? Number.NEGATIVE_INFINITY;
}

/** Of a row or any after it. */
export function highestPixel({ reach, axis }: Layout, row: number): number {
  return axis.pixelOf(reach.earliest[row] ?? -1) ?? Number.POSITIVE_INFINITY;
}
