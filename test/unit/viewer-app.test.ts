import { describe, expect, test } from '@jest/globals';
import { timelineKey } from '../../src/analysis.ts';
import { FLAG } from '../../src/timeline/schema.ts';
import { COMMANDS, type Context, zoomed } from '../../viewer/app/commands.ts';
import { connectionFilter, findingFilter } from '../../viewer/app/filter.ts';
import { fromHash, initialState, type State, toHash } from '../../viewer/app/state.ts';
import { DEFAULT_LAYOUT, layout } from '../../viewer/layout.ts';
import { toMarkdown } from '../../viewer/markdown.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { connectionRows } from '../../viewer/page/connections.ts';
import { RACE_CAPTURE, raceFinding, raceReport, raceTimeline } from '../support/race-fixture.ts';
import { panic } from '../support/story-fixtures.ts';

const other = { ...panic.finding, capture: RACE_CAPTURE };

const model: ViewerModel = {
  report: { ...raceReport, findings: [other, raceFinding] },
  timelines: {
    [timelineKey(RACE_CAPTURE, 1)]: raceTimeline,
    [timelineKey(RACE_CAPTURE, 0)]: panic.timeline,
  },
};

const first = initialState(model);

function run(command: string, state: State, data = {}): State {
  const { opened } = state;
  const plan =
    state.timeline === null ? null : layout(state.timeline, state.finding, { ...DEFAULT_LAYOUT, opened });
  const context: Context = { model, state, plan };
  return COMMANDS.get(command)?.(context, data) ?? state;
}

function frame(state: State): number | undefined {
  return state.timeline?.packets.frame[state.packet];
}

describe('what is shown', () => {
  test('begins with the incident in which most requests failed', () => {
    expect(first.finding).toBe(raceFinding);
    expect(first.timeline).toBe(raceTimeline);
  });

  test('an address names a connection and a packet, and leads back to them', () => {
    const state = fromHash(model, first, '#c=0&f=13');
    expect(state?.finding).toBe(other);
    expect(state && frame(state)).toBe(13);
    expect(state && toHash(model, state)).toBe('#c=0&f=13');
  });

  test.each([
    '',
    '#',
    '#c=7',
    '#c=x',
    '#c=1e3',
    '#c=-1',
    '#c=javascript:1',
    '#f=66',
    '#c=99999999999999999',
    '#constructor=1',
  ])('the address %j names nothing', (hash) => expect(fromHash(model, first, hash)).toBeNull());

  test('findings are stepped through and do not wrap around', () => {
    const before = run('previous', first);
    expect(before.finding).toBe(other);
    expect(run('previous', before)).toBe(before);
    expect(run('next', before).finding).toBe(raceFinding);
    expect(run('next', first)).toBe(first);
  });

  test('packets are walked in the order of the capture, without hidden acknowledgements', () => {
    let state = first;
    const seen = [];
    for (let step = 0; step < 6; step += 1) {
      state = run('packet-next', state);
      seen.push(frame(state));
    }
    expect(seen).toEqual([10, 20, 34, 53, 66, 77]);
    expect(frame(run('packet-previous', state))).toBe(66);
  });

  test('a packet leads to the one that answers it, and back', () => {
    const fin = run('frame', first, { frame: '77' });
    const answer = run('packet-answer', fin);
    expect(frame(answer)).toBe(78);
    expect(frame(run('packet-cause', answer))).toBe(77);
  });

  test('a bare reset answers the packet that carried its number as acknowledgement', () => {
    const reset = run('frame', first, { frame: '90' });
    expect(frame(run('packet-cause', reset))).toBe(66);
  });

  test('the verdict is one key away', () => expect(frame(run('verdict', first))).toBe(77));

  test('a frame that is not there changes nothing', () =>
    expect(run('frame', first, { frame: '5' })).toBe(first));

  test('zoom stays within its limits', () => {
    let state = first;
    for (let step = 0; step < 50; step += 1) state = zoomed(state, 1.5);
    expect(state.zoom).toBe(40);
    for (let step = 0; step < 50; step += 1) state = zoomed(state, 0.5);
    expect(state.zoom).toBe(0.2);
  });

  test('the axis goes round', () => {
    const modes = [1, 2, 3].map(
      (times) => Array.from({ length: times }).reduce<State>((state) => run('axis', state), first).axis,
    );
    expect(modes).toEqual(['linear', 'ordinal', 'compressed']);
  });
});

describe('a step from a packet that has no row', () => {
  const hidden = raceTimeline.packets.length.findIndex(
    (length, row) => row > 3 && length === 0 && raceTimeline.packets.flags[row] === FLAG.ACK,
  );
  const state = { ...first, packet: hidden };

  test('goes to the nearest row in its direction', () => {
    expect(layout(raceTimeline, raceFinding).rows.map(({ packet }) => packet)).not.toContain(hidden);
    const rows = layout(raceTimeline, raceFinding).rows.map(({ packet }) => packet);
    expect(run('packet-next', state).packet).toBe(rows.find((packet) => packet > hidden));
    expect(run('packet-previous', state).packet).toBe(rows.findLast((packet) => packet < hidden));
  });
});

describe('shapes of connections', () => {
  const shapes = ['S h A | Q r | f F', 'S h A | (Q r)+ | ~ f F'].map((history) => ({
    history,
    connections: 1,
  }));
  const shaped: ViewerModel = { ...model, report: { ...model.report, shapes } };
  const choose = (state: State, place: string) =>
    COMMANDS.get('shape')?.({ model: shaped, state, plan: null }, { place })?.shape;

  test('one is chosen by its place, and the same one again frees the list', () => {
    expect(choose(first, '1')).toBe('S h A | (Q r)+ | ~ f F');
    expect(choose({ ...first, shape: 'S h A | (Q r)+ | ~ f F' }, '1')).toBeNull();
    expect(choose({ ...first, shape: 'S h A | (Q r)+ | ~ f F' }, '0')).toBe('S h A | Q r | f F');
  });

  test('a place that is not there frees the list', () => expect(choose(first, '7')).toBeNull());
});

describe('a silence', () => {
  const heights = ({ opened }: State) =>
    layout(raceTimeline, raceFinding, { ...DEFAULT_LAYOUT, opened }).breaks.map(({ isOpen }) => isOpen);

  test('is shown at length, with the acknowledgement in it, and as short as before', () => {
    expect(heights(first)).toEqual([false]);
    const open = run('silence', first);
    const plan = layout(raceTimeline, raceFinding, { ...DEFAULT_LAYOUT, opened: open.opened });
    expect(plan.breaks.map(({ isOpen }) => isOpen)).toContain(true);
    expect(plan.rows.length).toBeGreaterThan(layout(raceTimeline, raceFinding).rows.length);
    expect(plan.height).toBeGreaterThan(layout(raceTimeline, raceFinding).height + 200);
    expect(run('silence', open).opened).toEqual([]);
  });

  test('may come before the packet that is selected: the last one, where none follows', () => {
    const last = { ...first, packet: raceTimeline.packets.frame.length - 1 };
    expect(heights(run('silence', last))).toContain(true);
    expect(run('silence', run('silence', last)).opened).toEqual([]);
  });

  test('may be named by its times, as a double click does', () => {
    const [gap] = layout(raceTimeline, raceFinding).breaks;
    const named = { from: String(gap?.from), to: String(gap?.to) };
    expect(heights(run('silence', first, named))).toContain(true);
    expect(run('silence', run('silence', first, named), named).opened).toEqual([]);
  });
});

describe('the filter', () => {
  const matching = (text: string) =>
    model.report.findings.filter(findingFilter(text)).map(({ kind }) => kind);

  test('words must all match, anywhere', () => {
    expect(matching('10.77.0.2 post')).toEqual(['fin-during-request']);
    expect(matching('')).toHaveLength(2);
    expect(matching('nowhere')).toEqual([]);
  });

  test('fields look at one thing', () => {
    expect(matching('kind:fin')).toEqual(['fin-during-request']);
    expect(matching('ran:likely')).toEqual(['premature-close-before-headers']);
    expect(matching('port:55012')).toEqual(['fin-during-request']);
    expect(matching('port:5501')).toEqual([]);
  });

  test('connections match by their own text and by their findings', () => {
    const rows = connectionRows(model);
    expect(rows.filter(connectionFilter('kind:premature')).map(({ index }) => index)).toEqual([0]);
    expect(rows.filter(connectionFilter('55012')).map(({ index }) => index)).toEqual([1]);
  });
});

describe('Markdown', () => {
  test('tells the verdict, the packets and the evidence', () => {
    const text = toMarkdown(raceFinding, raceTimeline);
    expect(text).toContain('**Keep-alive race: POST /ok**');
    expect(text).toContain('| 66 | +2.202065 | gateway to upstream | POST /ok | 146 | 143 | 217 B |');
    expect(text).toContain('- &#35;77: The FIN acknowledges 146');
  });

  test('captured marks stay marks', () => {
    const evil = { ...raceFinding, title: '<img src=x> | [x](http://evil.example) @all' };
    expect(toMarkdown(evil, raceTimeline)).not.toMatch(/<img|[^\\]\]\(|@all/);
  });
});
