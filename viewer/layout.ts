/**
 * From a timeline to a drawing, without a browser: pure and deterministic. What comes out is plain geometry in
 * pixels, which `svg.ts` turns into nodes for a file or a page.
 *
 * Time runs downwards on two lanes, the client's and the server's. A packet is an arrow from when it left to when
 * it arrived, so that packets which crossed on the wire cross on the paper.
 */
import type { Finding } from '../src/report/schema.ts';
import type { Timeline } from '../src/timeline/schema.ts';
import { type Arrow, type ArrowContext, arrowOf, type Fold, foldOf } from './layout/arrows.ts';
import { type AxisMode, buildAxis, type TimeAxis } from './layout/axis.ts';
import { type Band, bandsOf, type Extent, type InFlight, inFlightOf } from './layout/bands.ts';
import { PlacedBoxes } from './layout/boxes.ts';
import { type Break, breaksOf } from './layout/breaks.ts';
import { type Clocks, clocksOf } from './layout/clocks.ts';
import { type Columns, columnsFor } from './layout/columns.ts';
import { withLabels } from './layout/labels.ts';
import {
  type Bracket,
  bracketsOf,
  LINE,
  type Moment,
  momentsOf,
  type Note,
  notesOf,
} from './layout/notes.ts';
import { PacketNames } from './layout/packets.ts';
import { centreOf, citedFrames, eventsOf, lensOf } from './layout/plan.ts';
import { chooseRows, excerpt, type Row } from './layout/rows.ts';
import { NO_STORY, Scene } from './layout/story/scene.ts';
import { storyOf } from './layout/story.ts';
import { type Tick, ticksOf } from './layout/ticks.ts';
import { type Verdict, verdictOf } from './layout/verdict.ts';
import { type RaceWindow, reserve, windowOf } from './layout/window.ts';

export interface LayoutOptions {
  /** Pixels, 280 or more. */
  readonly width: number;
  readonly axis: AxisMode;
  /** 1 = the default scale. */
  readonly zoom: number;
  /** Show pure acknowledgements. */
  readonly acks: boolean;
  /** First packets of the folded runs that are shown in full. */
  readonly unfolded: ReadonlySet<number>;
  /** At most this many rows, around the verdict. */
  readonly maxRows: number;
}

export const DEFAULT_LAYOUT: LayoutOptions = {
  width: 1080,
  axis: 'compressed',
  zoom: 1,
  acks: false,
  unfolded: new Set(),
  maxRows: 60,
};

export interface Layout {
  readonly timeline: Timeline;
  readonly finding: Finding | null;
  readonly verdict: Verdict;
  readonly clocks: Clocks;
  readonly columns: Columns;
  readonly axis: TimeAxis;
  readonly rows: readonly Row[];
  readonly arrows: readonly Arrow[];
  readonly folds: readonly Fold[];
  readonly bands: readonly Band[];
  readonly inFlight: readonly InFlight[];
  readonly breaks: readonly Break[];
  readonly window: RaceWindow | null;
  readonly moments: readonly Moment[];
  readonly brackets: readonly Bracket[];
  readonly notes: readonly Note[];
  readonly ticks: readonly Tick[];
  /** First and last event drawn. */
  readonly extent: Extent;
  readonly height: number;
}

/** Room for the lanes' names above the first event, and below the last. */
const TOP = 64;
const BOTTOM = 26;

export function layout(
  timeline: Timeline,
  finding: Finding | null,
  options: LayoutOptions = DEFAULT_LAYOUT,
): Layout {
  const ground = prepare(timeline, finding, options);
  const { verdict, clocks, columns, story, rows, axis, extent } = ground;
  const bands = bandsOf(timeline, clocks, axis, extent);
  const moments = momentsOf(story, axis);
  const brackets = bracketsOf(story, axis, extent);
  const notes = notesOf(moments, brackets, bands, columns);
  const packets = placePackets(ground, timeline);
  return {
    timeline,
    finding,
    verdict,
    clocks,
    columns,
    axis,
    rows,
    ...packets,
    bands,
    inFlight: inFlightOf(timeline, clocks, axis, extent, verdict.exchange?.number ?? null),
    moments,
    brackets,
    notes,
    ticks: ticksOf(packets.arrows, clocks, timeline.firstTime),
    extent,
    height: heightOf(extent, notes),
  };
}

/** What everything else stands on: the clocks, the rows and the axis. */
function prepare(timeline: Timeline, finding: Finding | null, options: LayoutOptions) {
  const verdict = verdictOf(timeline, finding);
  const clocks = clocksOf(timeline, verdict);
  const columns = columnsFor(options.width);
  const names = new PacketNames(timeline);
  const cited = citedFrames(finding, verdict);
  const story = finding === null ? NO_STORY : storyOf(new Scene(timeline, finding, verdict, clocks));
  const all = chooseRows(timeline, names, { acks: options.acks, keep: cited, unfolded: options.unfolded });
  const rows = excerpt(all, centreOf(timeline, verdict), options.maxRows, timeline.packets.frame.length);
  const { events, places } = eventsOf(rows, timeline, clocks, story);
  const axis = buildAxis(events, {
    mode: options.axis,
    zoom: options.zoom,
    top: TOP,
    pitch: columns.pitch,
    lens: lensOf(story, clocks, columns.narrow),
  });
  const extent = { top: axis.pixels[0] ?? TOP, bottom: axis.pixels.at(-1) ?? TOP };
  return { verdict, clocks, columns, names, cited, story, rows, places, axis, extent };
}

/** Everything between the lanes. The order decides who gets the room: breaks, runs, packets, the race window. */
function placePackets(ground: ReturnType<typeof prepare>, timeline: Timeline) {
  const { clocks, columns, names, cited, story, rows, places, axis } = ground;
  const boxes = new PlacedBoxes();
  const breaks = breaksOf(timeline, clocks, axis.breaks, rows);
  reserve(boxes, breaks, columns);
  const { sender } = timeline.packets;
  const lastOf = [sender.lastIndexOf(0), sender.lastIndexOf(1)] as const;
  const context: ArrowContext = { timeline, clocks, columns, axis, cited, boxes, lastOf };
  const folds: Fold[] = [];
  const drafts: Arrow[] = [];
  rows.forEach((row, index) => {
    const pixels = (places[index] ?? []).map((place) => axis.eventPixels[place] ?? 0);
    if (row.kind === 'fold') folds.push(foldOf(context, row, pixels));
    if (row.kind === 'packet') drafts.push(arrowOf(context, row.packet, pixels));
  });
  const arrows = withLabels(drafts, names, columns, boxes);
  return { breaks, folds, arrows, window: windowOf(story, axis, columns, boxes) };
}

/** Notes may reach further down than the last packet. */
function heightOf(extent: Extent, notes: readonly Note[]): number {
  const lowest = notes.reduce(
    (bottom, { top, strong, plain }) => Math.max(bottom, top + (strong.length + plain.length) * LINE),
    extent.bottom,
  );
  return Math.ceil(lowest + BOTTOM);
}
