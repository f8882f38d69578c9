/** What an element shows: by number, and as a picture or a case of its own. */
import type { State } from '../app/state.ts';
import { between } from '../excerpt.ts';
import { DEFAULT_LAYOUT, layout } from '../layout.ts';
import { toSvg } from '../svg.ts';
import type { Selection, Stretch } from './selection.ts';

export function selectionOf(state: State | null): Selection {
  if (state === null || state.timeline === null) return { c: null, f: null };
  return { c: state.timeline.index, f: state.timeline.packets.frame[state.packet] ?? null };
}

/** Throws where nothing can be drawn. */
export function svgOf(state: State | null, { from, to }: Stretch): string {
  const { timeline, finding, axis, zoom, acks, unfolded, opened } = drawable(state);
  const options = { axis, zoom, acks, unfolded, opened, maxRows: Number.POSITIVE_INFINITY };
  return toSvg(layout(between(timeline, from, to), finding, { ...DEFAULT_LAYOUT, ...options }));
}

/** Throws where the connection that is shown has no finding. */
export function caseOf(state: State | null) {
  const { finding, timeline } = drawable(state);
  if (finding === null) throw new Error('nothing was found on the connection that is shown');
  return { finding, timeline };
}

function drawable(state: State | null) {
  if (state === null || state.timeline === null) throw new Error('nothing is shown that can be drawn');
  return { ...state, timeline: state.timeline };
}
