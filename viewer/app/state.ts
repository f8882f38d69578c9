/** What the reader is looking at, and how an address names it. */

import { captureOf, timelineKey } from '../../src/analysis.ts';
import { onTimeline } from '../../src/report/on-timeline.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { AXES, type AxisMode, type Interval } from '../layout/axis-options.ts';
import { rowOf } from '../layout/frames.ts';
import type { ViewerModel } from '../model.ts';
import { worstFinding } from '../page/worst.ts';
import { decidingFrame, hashOf } from '../words/report.ts';

export interface State {
  /** The connection that is shown; null where none can be drawn. */
  readonly capture: string | null;
  readonly timeline: Timeline | null;
  readonly finding: Finding | null;
  /** Selected row of `Timeline.packets`; -1 for none. */
  readonly packet: number;
  /** The packet's numbers are open. */
  readonly detail: boolean;
  readonly axis: AxisMode;
  readonly zoom: number;
  readonly acks: boolean;
  readonly unfolded: ReadonlySet<number>;
  /** Silences shown at length. */
  readonly opened: readonly Interval[];
  readonly view: 'drawing' | 'table';
  readonly filter: string;
  /** Only connections that went like this, one of `Report.shapes`; null for all. */
  readonly shape: string | null;
  /** Rows shown of the two lists. */
  readonly shownFindings: number;
  readonly shownConnections: number;
}

export const PAGE_OF_ROWS = 100;

export function initialState(model: ViewerModel): State {
  const blank: State = {
    capture: null,
    timeline: null,
    finding: null,
    packet: -1,
    detail: false,
    axis: 'compressed',
    zoom: 1,
    acks: false,
    unfolded: new Set(),
    opened: [],
    view: 'drawing',
    filter: '',
    shape: null,
    shownFindings: PAGE_OF_ROWS,
    shownConnections: PAGE_OF_ROWS,
  };
  const worst = worstFinding(model);
  return worst === null ? blank : (showFinding(model, blank, worst) ?? blank);
}

/** The state with this finding's connection open; null where it cannot be drawn. */
export function showFinding(model: ViewerModel, state: State, finding: Finding): State | null {
  const { capture, connection } = finding;
  const timeline = model.timelines[timelineKey(capture, connection.index)];
  if (timeline === undefined) return null;
  return { ...opened(state), capture, timeline, finding };
}

/** The state with a connection open, by its key in `model.timelines`. */
export function showConnection(model: ViewerModel, state: State, key: string): State | null {
  const timeline = model.timelines[key];
  if (timeline === undefined) return null;
  const capture = captureOf(key);
  const finding = findingAt(model, capture, timeline, undefined);
  return { ...opened(state), capture, timeline, finding };
}

function opened(state: State): State {
  return { ...state, packet: -1, detail: false, zoom: 1, unfolded: new Set(), opened: [] };
}

/** The state that an address asks for; null where it names nothing that can be drawn. Only numbers are read. */
export function fromHash(model: ViewerModel, state: State, hash: string): State | null {
  const wanted = new Map(hash.replace(/^#/, '').split('&').map(parsePart));
  const index = wanted.get('c');
  if (index === undefined) return null;
  const capture = captureMeant(model, wanted.get('p') ?? 0, index);
  const timeline = capture === null ? undefined : model.timelines[timelineKey(capture, index)];
  if (capture === null || timeline === undefined) return null;
  const frame = wanted.get('f');
  const finding = findingAt(model, capture, timeline, frame);
  const packet = frame === undefined ? -1 : rowOf(timeline.packets, frame);
  const axis = AXES[wanted.get('z') ?? -1] ?? state.axis;
  return { ...opened(state), capture, timeline, finding, packet, axis };
}

/** The filter that shows one incident's findings, where an address asks for it: `#i=2`. */
export function filterFromHash(model: ViewerModel, hash: string): string | null {
  const [name, value] = parsePart(hash.replace(/^#/, ''));
  const incident = name === 'i' ? model.report.incidents[value ?? -1] : undefined;
  const finding = model.report.findings.find(({ id }) => id === incident?.findings[0]);
  if (finding === undefined) return null;
  return `kind:${finding.kind} ${finding.connection.server}`;
}

function parsePart(part: string): [string, number | undefined] {
  const match = /^([cfpzi])=(-?\d{1,15})$/.exec(part);
  return match === null ? ['', undefined] : [match[1] ?? '', Number(match[2])];
}

/** The files of a rotated set share their connections: any of their names may be the timeline's. */
function captureMeant(model: ViewerModel, place: number, index: number): string | null {
  const named = model.report.captures[place]?.path;
  if (named !== undefined && model.timelines[timelineKey(named, index)] !== undefined) return named;
  if (place > 0) return null;
  const key = Object.keys(model.timelines).find((each) => each.startsWith(`${index}@`));
  return key === undefined ? null : captureOf(key);
}

function findingAt(
  model: ViewerModel,
  capture: string,
  timeline: Timeline,
  frame: number | undefined,
): Finding | null {
  const own = model.report.findings.filter(
    (finding) => finding.capture === capture && finding.connection.index === timeline.index,
  );
  const cites = (finding: Finding) =>
    decidingFrame(finding, timeline) === frame ||
    onTimeline(finding, timeline).evidence.some((evidence) => evidence.frame === frame);
  return own.find(cites) ?? own[0] ?? null;
}

/** What Wireshark shows it by. */
export function displayFilter({ finding, timeline }: State): string {
  return finding?.displayFilter ?? `tcp.stream eq ${timeline?.index ?? 0}`;
}

export function toHash(model: ViewerModel, state: State): string {
  if (state.timeline === null) return '';
  const place = model.report.captures.findIndex(({ path }) => path === state.capture);
  const frame =
    state.packet >= 0
      ? state.timeline.packets.frame[state.packet]
      : state.finding && decidingFrame(state.finding, state.timeline);
  return hashOf({
    c: state.timeline.index,
    f: frame,
    p: place > 0 ? place : null,
    z: state.axis === 'compressed' ? null : AXES.indexOf(state.axis),
  });
}
