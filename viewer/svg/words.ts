/** Everything written beside the lanes: times, numbered moments, states, brackets. */
import { LANE_EDGE } from '../layout/arrows.ts';
import { BADGE, type Bracket, detailOf, LINE, type Note } from '../layout/notes.ts';
import { stack } from '../layout/stack.ts';
import { wrap } from '../layout/text.ts';
import type { Tick } from '../layout/ticks.ts';
import type { Layout } from '../layout.ts';
import { type Child, h, keyed, type Markup } from '../markup.ts';
import { type Painter, px } from './paint.ts';

export function tickMarkup(tick: Tick, layout: Layout, paint: Painter): Markup {
  const { columns } = layout;
  return keyed(
    `t${tick.packet}.${tick.lane}`,
    h(
      'text',
      {
        x: columns.times[tick.lane],
        y: px(tick.y + 4),
        'text-anchor': tick.lane === 0 ? 'end' : undefined,
        ...(tick.exact ? {} : paint.fill('muted')),
      },
      tick.text,
    ),
  );
}

/** In a narrow drawing only the numbers stand at the lanes: on the client's own, right of the server's. */
export function badgesMarkup(layout: Layout, paint: Painter): Markup[] {
  return ([0, 1] as const).flatMap((lane) => {
    const x = layout.columns.lanes[lane] + (lane === 0 ? 0 : 22);
    const moments = layout.moments.filter((moment) => moment.lane === lane);
    const tops = stack(
      moments.map(({ y }) => ({ top: y - 9, height: 18, weight: 1 })),
      0,
      1,
    );
    return moments.map(({ number }, index) =>
      keyed(`m${number}`, h('g', {}, disc(x, (tops[index] ?? 0) + 9, number, paint))),
    );
  });
}

/** A tick where something is known to have arrived: by the frame that acknowledges it. */
export function deliveredMarkup(layout: Layout, paint: Painter): Markup[] {
  return layout.moments
    .filter((moment) => moment.isDelivered)
    .map(({ lane, number, y }) => {
      const x = layout.columns.lanes[lane];
      const d = `M${px(x - 3.6)} ${px(y + 0.3)}l2.6 2.8 4.8 -5.8`;
      return keyed(
        `d${number}`,
        h(
          'g',
          {},
          h('circle', { cx: px(x), cy: px(y), r: 7.5, ...paint.both('paper', 'data', 1.6) }),
          h('path', { d, ...paint.stroke('data', 2) }),
        ),
      );
    });
}

function disc(x: number, y: number, number: number, paint: Painter): Child[] {
  return [
    h('circle', { cx: px(x), cy: px(y), r: 8.5, ...paint.both('text', 'paper', 2) }),
    h(
      'text',
      {
        x: px(x),
        y: px(y + 4),
        'text-anchor': 'middle',
        'font-size': 11,
        'font-weight': 700,
        ...paint.fill('paper'),
      },
      String(number),
    ),
  ];
}

export function noteMarkup(note: Note, layout: Layout, paint: Painter): Markup {
  const { columns } = layout;
  const edge = columns.notes[note.lane];
  const outwards = note.lane === 0 ? -1 : 1;
  const isMoment = note.kind === 'moment';
  const x = edge + (isMoment ? outwards * BADGE : 0);
  const strong = note.strong.length;
  const lines = [...note.strong, ...note.plain].map((line, index) =>
    h(
      'text',
      {
        x: px(x),
        y: px(note.top + LINE * index + 11.5),
        'text-anchor': note.lane === 0 ? 'end' : undefined,
        'font-size': index < strong ? 12 : note.kind === 'state' ? 10.5 : 11,
        'font-weight': index < strong ? 650 : undefined,
        'letter-spacing': note.kind === 'state' ? 0.3 : undefined,
        ...paint.fill(index < strong ? 'text' : 'muted'),
      },
      line,
    ),
  );
  return keyed(
    `n${note.kind}${note.lane}.${px(note.anchor)}.${note.number}`,
    h(
      'g',
      {},
      leader(note, layout, paint),
      lines,
      isMoment ? disc(edge + outwards * 9, note.top + LINE / 2, note.number, paint) : null,
    ),
  );
}

/** From the time beside the lane to the note. */
function leader(note: Note, layout: Layout, paint: Painter): Child | null {
  const y = note.top + LINE / 2;
  if (note.kind !== 'moment' || Math.abs(y - note.anchor) < 14) return null;
  const { columns } = layout;
  const outwards = note.lane === 0 ? -1 : 1;
  const edge = columns.notes[note.lane] - outwards * 3;
  const points = `${px(edge)},${px(y)} ${px(edge - outwards * 9)},${px(note.anchor)}`;
  return h('polyline', { points, ...paint.stroke('control', 1) });
}

/** A square bracket along the lane. */
export function bracketMarkup(bracket: Bracket, layout: Layout, paint: Painter): Markup {
  const outwards = bracket.lane === 0 ? -1 : 1;
  // A narrow drawing has its times where a wide one has room for whiskers.
  const [away, depth] = layout.columns.narrow ? [LANE_EDGE, 3] : [LANE_EDGE + 7, 4];
  const x = layout.columns.lanes[bracket.lane] + outwards * away;
  const d = `M${x} ${px(bracket.top)}h${outwards * depth}V${px(bracket.bottom)}h${outwards * -depth}`;
  return keyed(`k${bracket.lane}.${px(bracket.top)}`, h('path', { d, ...paint.stroke('muted', 1.2) }));
}

/** Moments and brackets as a list, for drawings without room beside the lanes. Gives the height that it takes. */
export function captionList(
  layout: Layout,
  paint: Painter,
  top: number,
): { markup: Markup[]; height: number } {
  const markup: Markup[] = [];
  let y = top;
  const add = (title: string, detail: string, sign: (y: number) => Child[]) => {
    const caption = captionLines(title, detail, layout.columns.width, paint, y);
    markup.push(h('g', {}, sign(y + 7), caption));
    y += caption.length * LINE + 8;
  };
  for (const moment of layout.moments) {
    add(moment.title, detailOf(moment), (middle) => disc(10, middle, moment.number, paint));
  }
  for (const { title, text } of layout.brackets) {
    add(title, text, (middle) => [
      h('path', { d: `M14 ${px(middle - 7)}h-4v16h4`, ...paint.stroke('muted', 1.2) }),
    ]);
  }
  return { markup, height: y - top };
}

function captionLines(title: string, detail: string, width: number, paint: Painter, top: number): Markup[] {
  const room = width - BADGE - 6;
  const strong = wrap(title, room, 12, 3, true);
  const plain = detail === '' ? [] : wrap(detail, room, 11, 3);
  return [...strong, ...plain].map((line, index) =>
    h(
      'text',
      {
        x: BADGE + 2,
        y: px(top + 11.5 + index * LINE),
        'font-size': index < strong.length ? 12 : 11,
        'font-weight': index < strong.length ? 650 : undefined,
        ...paint.fill(index < strong.length ? 'text' : 'muted'),
      },
      line,
    ),
  );
}
