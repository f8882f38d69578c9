/** Words beside the lanes: the numbered moments, the states' names, and brackets over stretches of time. */

import type { Timeline } from '../../src/timeline/schema.ts';
import { t } from '../words/language.ts';
import type { TimeAxis } from './axis.ts';
import type { Band, Extent } from './bands.ts';
import type { Columns } from './columns.ts';
import { stack } from './stack.ts';
import type { Level, Story } from './story/scene.ts';
import { wrap } from './text.ts';

export interface Moment {
  readonly number: number;
  readonly lane: 0 | 1;
  /** On the lane. */
  readonly y: number;
  readonly title: string;
  readonly detail: string;
  readonly level: Level;
  readonly isDelivered: boolean;
}

export interface Bracket {
  readonly lane: 0 | 1;
  readonly top: number;
  readonly bottom: number;
  readonly title: string;
  readonly text: string;
}

/** A note in its column. Lines of a moment begin with its title. */
export interface Note {
  readonly kind: 'moment' | 'state' | 'bracket';
  readonly lane: 0 | 1;
  /** What it belongs to, on the lane. */
  readonly anchor: number;
  readonly top: number;
  /** Number of the moment; 0 for other notes. */
  readonly number: number;
  readonly strong: readonly string[];
  readonly plain: readonly string[];
}

export const LINE = 15;
const GAP = 5;

/** Room that a moment's number takes from its text. */
export const BADGE = 24;

const MOST_TITLE_LINES = 3;
const MOST_DETAIL_LINES = 4;
const MOST_BRACKET_LINES = 5;

/** States that say nothing to a reader who sees the handshake. */
const UNNAMED = new Set(['LISTEN', 'SYN-SENT', 'SYN-RECEIVED']);

export function momentsOf(story: Story, axis: TimeAxis): Moment[] {
  return story.moments
    .toSorted((a, b) => a.time - b.time)
    .map(({ lane, time, title, detail, level, isDelivered = false }, index) => {
      return { number: index + 1, lane, y: axis.toPixel(time), title, detail, level, isDelivered };
    });
}

export function bracketsOf(story: Story, axis: TimeAxis, extent: Extent): Bracket[] {
  return story.brackets
    .map(({ from, to, ...said }) => {
      return {
        ...said,
        top: Math.max(axis.toPixel(from), extent.top),
        bottom: Math.min(axis.toPixel(to), extent.bottom),
      };
    })
    .filter(({ top, bottom }) => bottom - top > 4);
}

/** Whether anything will stand beside this lane but times. */
export function hasNotes(lane: 0 | 1, { client, server }: Timeline, { brackets, moments }: Story): boolean {
  const { states } = lane === 0 ? client : server;
  return (
    [...brackets, ...moments].some((each) => each.lane === lane) ||
    states.some(({ state }) => !UNNAMED.has(state))
  );
}

/** In a narrow drawing there is no room beside the lanes: moments are listed under it, states are colours only. */
export function notesOf(
  moments: readonly Moment[],
  brackets: readonly Bracket[],
  bands: readonly Band[],
  columns: Columns,
): Note[] {
  if (columns.narrow) return [];
  return ([0, 1] as const).flatMap((lane) => {
    const width = columns.noteWidths[lane];
    const notes = [
      ...moments.filter((moment) => moment.lane === lane).map((moment) => momentNote(moment, width)),
      ...brackets.filter((bracket) => bracket.lane === lane).map((bracket) => bracketNote(bracket, width)),
      ...bands.filter((band) => band.lane === lane && !UNNAMED.has(band.state)).map(stateNote),
    ];
    return placed(notes);
  });
}

function placed(notes: readonly Note[]): Note[] {
  const wanted = notes.toSorted((a, b) => wish(a) - wish(b));
  const tops = stack(
    wanted.map((note) => ({
      top: wish(note),
      height: noteHeight(note),
      weight: note.kind === 'moment' ? 6 : 1,
    })),
    0,
    GAP,
  );
  return wanted.map((note, index) => ({ ...note, top: tops[index] ?? 0 }));
}

/** The first line stands beside the anchor; a bracket's text beside its middle. */
function wish(note: Note): number {
  return note.kind === 'bracket' ? note.anchor - noteHeight(note) / 2 : note.anchor - LINE / 2;
}

/** Pixels. */
export function noteHeight(note: Note): number {
  return (note.strong.length + note.plain.length) * LINE;
}

/** What a moment rests on is part of it. */
export function detailOf({ detail, level }: Moment): string {
  return t('{0} ({1})', detail, t(level));
}

function momentNote(moment: Moment, width: number): Note {
  const room = width - BADGE;
  return {
    kind: 'moment',
    lane: moment.lane,
    anchor: moment.y,
    top: 0,
    number: moment.number,
    strong: wrap(moment.title, room, 12, MOST_TITLE_LINES, true),
    plain: wrap(detailOf(moment), room, 11, MOST_DETAIL_LINES),
  };
}

function bracketNote(bracket: Bracket, width: number): Note {
  const anchor = (bracket.top + bracket.bottom) / 2;
  const strong = bracket.title === '' ? [] : wrap(bracket.title, width, 12, 2, true);
  const plain = bracket.text === '' ? [] : wrap(bracket.text, width, 11, MOST_BRACKET_LINES);
  return { kind: 'bracket', lane: bracket.lane, anchor, top: 0, number: 0, strong, plain };
}

function stateNote(band: Band): Note {
  const plain = [band.inferred === null ? band.state : t('{0}, inferred', band.state)];
  return { kind: 'state', lane: band.lane, anchor: band.top + 6, top: 0, number: 0, strong: [], plain };
}
