/**
 * From a timeline to a drawing, without a browser: pure and deterministic. What comes out is plain geometry in
 * pixels, which `svg.ts` turns into nodes for a file or a page.
 *
 * Time runs downwards on two lanes, the client's and the server's. A packet is an arrow from when it left to when
 * it arrived, so that packets which crossed on the wire cross on the paper.
 */
import { onTimeline } from '../src/report/on-timeline.ts';
import type { Finding } from '../src/report/schema.ts';
import { type Clocks, clocksOf } from '../src/timeline/clocks.ts';
import type { Timeline } from '../src/timeline/schema.ts';
import { type AxisEvents, buildAxis, type TimeAxis } from './layout/axis.ts';
import type { AxisMode, Interval, Lens } from './layout/axis-options.ts';
import { type Band, bandsOf, type Extent, type Waiting, waitingOf } from './layout/bands.ts';
import { type Break, breaksOf } from './layout/breaks.ts';
import { type Columns, columnsFor } from './layout/columns.ts';
import {
  type Bracket,
  bracketsOf,
  hasNotes,
  type Moment,
  momentsOf,
  type Note,
  noteHeight,
  notesOf,
} from './layout/notes.ts';
import { kindOf, type PacketKind, PacketNames } from './layout/packets.ts';
import {
  centreOf,
  citedFrames,
  eventsOf,
  type Flights,
  flightsOf,
  lensIntervals,
  lensOf,
  withFramesIn,
} from './layout/plan.ts';
import { type RowReach, rowReach } from './layout/row-reach.ts';
import { chooseRows, excerpt, type Row } from './layout/rows.ts';
import { NO_STORY, Scene, type Story } from './layout/story/scene.ts';
import { storyOf } from './layout/story.ts';
import { type Verdict, verdictOf } from './layout/verdict.ts';
import { type RaceWindow, windowOf } from './layout/window.ts';

interface LayoutOptions {
  /** Pixels, 280 or more. */
  readonly width: number;
  readonly axis: AxisMode;
  /** 1 = the default scale. */
  readonly zoom: number;
  /** Show pure acknowledgements. */
  readonly acks: boolean;
  /** First packets of the folded runs that are shown in full. */
  readonly unfolded: ReadonlySet<number>;
  /** Silences that are shown at length, with all packets in them. */
  readonly opened: readonly Interval[];
  /** At most this many rows, around the verdict. */
  readonly maxRows: number;
}

export const DEFAULT_LAYOUT: LayoutOptions = {
  width: 1080,
  axis: 'compressed',
  zoom: 1,
  acks: false,
  unfolded: new Set(),
  opened: [],
  maxRows: 60,
};

/** Everything but the packets themselves, which `packetsIn` makes for the part that is looked at. */
export interface Layout {
  readonly timeline: Timeline;
  readonly finding: Finding | null;
  readonly verdict: Verdict;
  readonly clocks: Clocks;
  readonly columns: Columns;
  readonly axis: TimeAxis;
  readonly rows: readonly Row[];
  /** For each row its first event on the axis; one more entry ends the last row. */
  readonly firstEvent: Uint32Array;
  readonly reach: RowReach;
  /** Frames that the verdict rests on. */
  readonly cited: ReadonlySet<number>;
  /** Row of the packet that came from somewhere on the path; -1 for none. */
  readonly stranger: number;
  /** Kinds of packets that occur in the rows. */
  readonly kinds: ReadonlySet<PacketKind>;
  readonly names: PacketNames;
  readonly bands: readonly Band[];
  /** Which of them are in view, `packetsIn` tells. */
  readonly waiting: readonly Waiting[];
  readonly breaks: readonly Break[];
  readonly window: RaceWindow | null;
  /** ICMP errors, where they reached the client. */
  readonly errors: readonly { readonly frame: number; readonly y: number }[];
  readonly moments: readonly Moment[];
  readonly brackets: readonly Bracket[];
  readonly notes: readonly Note[];
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
  return arrange(groundOf(timeline, finding, options), options);
}

/** What a drawing shows, whatever its size. */
export interface Ground {
  readonly timeline: Timeline;
  readonly finding: Finding | null;
  readonly verdict: Verdict;
  readonly clocks: Clocks;
  readonly rows: readonly Row[];
  readonly firstEvent: Uint32Array;
  readonly cited: ReadonlySet<number>;
  readonly kinds: ReadonlySet<PacketKind>;
  readonly names: PacketNames;
  readonly reach: RowReach;
  readonly waiting: readonly Waiting[];
  readonly story: Story;
  readonly events: AxisEvents;
  readonly flights: Flights;
  /** Where the lens lies. */
  readonly intervals: Lens['intervals'];
  /** Whether anything but times will stand left and right of the lanes. */
  readonly noted: readonly [boolean, boolean];
  readonly stranger: number;
}

export function groundOf(
  timeline: Timeline,
  found: Finding | null,
  { acks, unfolded, opened, maxRows }: Pick<LayoutOptions, 'acks' | 'unfolded' | 'opened' | 'maxRows'>,
): Ground {
  const finding = found && onTimeline(found, timeline);
  const verdict = verdictOf(timeline, finding);
  const clocks = clocksOf(timeline);
  const cited = citedFrames(finding, verdict);
  const story = finding === null ? NO_STORY : storyOf(new Scene(timeline, finding, verdict, clocks));
  const flights = flightsOf(story, cited, timeline, clocks);
  const names = new PacketNames(timeline);
  const all = chooseRows(timeline, names, { acks, keep: withFramesIn(timeline, opened, cited), unfolded });
  const rows = excerpt(all, centreOf(timeline, verdict), maxRows, timeline.packets.frame.length);
  const planned = eventsOf(rows, timeline, clocks, story);
  return {
    timeline,
    finding,
    verdict,
    clocks,
    rows,
    cited,
    kinds: kindsOf(timeline, rows),
    names,
    story,
    ...planned,
    reach: rowReach(planned.firstEvent, planned.events.time),
    waiting: waitingOf(timeline, clocks, verdict.exchange?.number ?? null),
    flights,
    intervals: lensIntervals(story, flights),
    noted: [hasNotes(0, timeline, story), hasNotes(1, timeline, story)],
    stranger: story.stranger ?? -1,
  };
}

/** The drawing of that ground in a certain size. */
export function arrange(
  { story, events, flights, intervals, noted, ...ground }: Ground,
  options: Pick<LayoutOptions, 'width' | 'axis' | 'zoom' | 'opened'>,
): Layout {
  const { timeline, clocks, rows } = ground;
  const columns = columnsFor(options.width, noted);
  const axis = buildAxis(events, {
    mode: options.axis,
    zoom: options.zoom,
    opened: options.opened,
    top: TOP,
    pitch: columns.pitch,
    flight: Math.max(clocks.oneWay, flights.typical),
    lens: lensOf(story, flights, intervals, columns.narrow),
  });
  const extent = { top: axis.pixels[0] ?? TOP, bottom: axis.pixels.at(-1) ?? TOP };
  const bands = bandsOf(timeline, clocks, axis, extent);
  const moments = momentsOf(story, axis);
  const brackets = bracketsOf(story, axis, extent);
  const notes = notesOf(moments, brackets, bands, columns);
  return {
    ...ground,
    columns,
    axis,
    bands,
    breaks: breaksOf(timeline, clocks, axis, rows, story.silence),
    window: windowOf(story, axis, columns),
    errors: timeline.icmp.map(({ frame, time }) => ({ frame, y: axis.toPixel(time + clocks.distance[0]) })),
    moments,
    brackets,
    notes,
    extent,
    height: heightOf(extent, notes),
  };
}

function kindsOf(timeline: Timeline, rows: readonly Row[]): Set<PacketKind> {
  const kinds = new Set<PacketKind>();
  for (const row of rows) if (row.kind !== 'hole') kinds.add(kindOf(timeline, row.packet));
  return kinds;
}

/** Notes may reach further down than the last packet. */
function heightOf(extent: Extent, notes: readonly Note[]): number {
  const lowest = notes.reduce((bottom, note) => Math.max(bottom, note.top + noteHeight(note)), extent.bottom);
  return Math.ceil(lowest + BOTTOM);
}
