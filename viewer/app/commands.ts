/** What each command makes of the state: pure, so that keys, clicks and tests go the same way. */
import { timelineKey } from '../../src/analysis.ts';
import type { Finding } from '../../src/report/schema.ts';
import { AXES, type Interval } from '../layout/axis-options.ts';
import { rowOf } from '../layout/frames.ts';
import { holds, rowBefore } from '../layout/rows.ts';
import type { Layout } from '../layout.ts';
import type { ViewerModel } from '../model.ts';
import { decidingFrame } from '../words/report.ts';
import { PAGE_OF_ROWS, type State, showConnection, showFinding } from './state.ts';

export interface Context {
  readonly model: ViewerModel;
  readonly state: State;
  readonly plan: Layout | null;
}

/** Values that come with a click: the `data-…` attributes of what was clicked. */
export type Data = Readonly<Record<string, string | undefined>>;

type Command = (context: Context, data: Data) => State | null;

const ZOOM_STEP = 1.5;
const ZOOM_LIMITS = [0.2, 40] as const;

/** Commands that zoom, by factor: the page knows around what. */
export const ZOOMS: ReadonlyMap<string, number> = new Map([
  ['zoom-in', ZOOM_STEP],
  ['zoom-out', 1 / ZOOM_STEP],
]);

/** Commands that go to a packet from anywhere. */
export const LEAPS: ReadonlySet<string> = new Set(['verdict', 'frame']);

/** By name; null from a command means that nothing changes. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['next', (context) => stepFinding(context, 1)],
  ['previous', (context) => stepFinding(context, -1)],
  ['connection-next', (context) => stepConnection(context, 1)],
  ['connection-previous', (context) => stepConnection(context, -1)],
  ['packet', ({ state }, { packet }) => ({ ...state, packet: Number(packet), detail: true })],
  ['frame', selectFrame],
  ['packet-next', (context) => stepPacket(context, 1)],
  ['packet-previous', (context) => stepPacket(context, -1)],
  ['packet-answer', ({ state, plan }) => follow(state, plan?.clocks.links.answeredBy)],
  ['packet-cause', ({ state, plan }) => follow(state, plan?.clocks.links.answers)],
  ['verdict', selectVerdict],
  ['detail', ({ state }) => (state.packet < 0 ? null : { ...state, detail: !state.detail })],
  ['close', ({ state }) => (state.detail ? { ...state, detail: false } : null)],
  ['unfold', unfold],
  ['silence', openSilence],
  ['acks', ({ state }) => ({ ...state, acks: !state.acks })],
  ['view', ({ state }) => ({ ...state, view: state.view === 'table' ? 'drawing' : 'table' })],
  ['axis', setAxis],
  ['more', showMore],
  ['shape', chooseShape],
]);

function stepFinding({ model, state }: Context, by: number): State | null {
  const { findings } = model.report;
  const at = state.finding === null ? -1 : findings.indexOf(state.finding);
  for (let place = at + by; place >= 0 && place < findings.length; place += by) {
    const shown = showFinding(model, state, findings[place] as Finding);
    if (shown !== null) return shown;
  }
  return null;
}

/** In the order of the list, over those that can be drawn. */
function stepConnection({ model, state }: Context, by: number): State | null {
  const keys = Object.keys(model.timelines);
  const current = state.timeline === null ? '' : timelineKey(state.capture ?? '', state.timeline.index);
  const key = keys[keys.indexOf(current) + by];
  return key === undefined ? null : showConnection(model, state, key);
}

function stepPacket({ state, plan }: Context, by: number): State | null {
  if (plan === null) return null;
  const { rows } = plan;
  const before = rowBefore(rows, state.packet);
  let place = by > 0 || holds(rows[before], state.packet) ? before : before + 1;
  if (by < 0 && state.packet < 0) place = rows.length;
  do place += by;
  while (rows[place]?.kind === 'hole');
  const row = rows[place];
  return row === undefined ? null : { ...state, packet: row.packet };
}

function follow(state: State, links: Int32Array | undefined): State | null {
  const packet = links?.[state.packet] ?? -1;
  return packet < 0 ? null : { ...state, packet };
}

function selectFrame({ state }: Context, { frame }: Data): State | null {
  return atFrame(state, Number(frame));
}

function selectVerdict({ state }: Context): State | null {
  const { finding, timeline } = state;
  return finding === null || timeline === null ? null : atFrame(state, decidingFrame(finding, timeline));
}

function atFrame(state: State, frame: number): State | null {
  const packet = state.timeline === null ? -1 : rowOf(state.timeline.packets, frame);
  return packet < 0 ? null : { ...state, packet, detail: true };
}

/** Opens the run that the selected row stands for, or folds all runs again. */
function unfold({ state, plan }: Context): State | null {
  if (plan?.rows.some((row) => row.kind === 'fold' && row.packet === state.packet)) {
    return { ...state, unfolded: new Set([...state.unfolded, state.packet]) };
  }
  return state.unfolded.size === 0 ? null : { ...state, unfolded: new Set() };
}

/**
 * Shows a silence at length, with every packet in it, or as short as the others again: the one clicked on, or the next
 * one, or the last where none comes any more: what decided mostly stands after the silence that led to it.
 */
function openSilence({ state, plan }: Context, { from, to }: Data): State | null {
  const start = plan?.clocks.left[state.packet] ?? Number.NEGATIVE_INFINITY;
  const silences = plan?.breaks.filter(({ hole }) => !hole) ?? [];
  const next = silences.find(({ to }) => to > start) ?? silences.at(-1);
  const wanted: Interval | null =
    from !== undefined ? [Number(from), Number(to)] : next === undefined ? null : [next.from, next.to];
  if (wanted === null) return null;
  const others = state.opened.filter(([begin, end]) => wanted[0] < begin || wanted[1] > end);
  const isOpen = others.length < state.opened.length;
  return { ...state, opened: isOpen ? others : [...others, wanted] };
}

function setAxis({ state }: Context, { axis }: Data): State {
  const chosen = AXES.find((each) => each === axis) ?? AXES[(AXES.indexOf(state.axis) + 1) % AXES.length];
  return { ...state, axis: chosen ?? 'compressed', zoom: 1 };
}

/** More or less room for time, within limits. */
export function zoomed(state: State, factor: number): State {
  const zoom = Math.min(ZOOM_LIMITS[1], Math.max(ZOOM_LIMITS[0], state.zoom * factor));
  return { ...state, zoom };
}

function showMore({ state }: Context, { list }: Data): State {
  return list === 'finding'
    ? { ...state, shownFindings: state.shownFindings + PAGE_OF_ROWS }
    : { ...state, shownConnections: state.shownConnections + PAGE_OF_ROWS };
}

/** The same one again shows all connections. */
function chooseShape({ model, state }: Context, { place }: Data): State {
  const wanted = model.report.shapes[Number(place)]?.history ?? null;
  return { ...state, shape: wanted === state.shape ? null : wanted, shownConnections: PAGE_OF_ROWS };
}
