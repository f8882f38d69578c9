import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/report/schema.ts';
import { FLAG, PACKET_NOTE, type PacketColumns, type Timeline } from '../../src/timeline/schema.ts';
import { overlap } from '../../viewer/layout/boxes.ts';
import { rowOf } from '../../viewer/layout/frames.ts';
import { packetsIn } from '../../viewer/layout/in-view.ts';
import { boxOf } from '../../viewer/layout/labels.ts';
import { LINE } from '../../viewer/layout/notes.ts';
import { DEFAULT_LAYOUT, type Layout, layout } from '../../viewer/layout.ts';
import { raceFinding, raceTimeline } from '../support/race-fixture.ts';
import {
  middlebox,
  panic,
  refused,
  stories,
  truncated,
  unknownKind,
  unreachable,
} from '../support/story-fixtures.ts';
import { type Row, timelineFrom } from '../support/timeline-rows.ts';

function arrows(plan: Layout) {
  return packetsIn(plan, null).arrows;
}

function arrow(plan: Layout, frame: number) {
  const found = arrows(plan).find((each) => each.frame === frame);
  if (found === undefined) throw new Error(`frame ${frame} is not drawn`);
  return found;
}

/** Height at the client's and at the server's lane. */
function ends(plan: Layout, frame: number): { client: number; server: number } {
  const { from, to, sender } = arrow(plan, frame);
  return sender === 0 ? { client: from.y, server: to.y } : { client: to.y, server: from.y };
}

function withoutResets(packets: PacketColumns): PacketColumns {
  const kept = packets.flags.flatMap((flags, row) => ((flags & FLAG.RST) === 0 ? [row] : []));
  const columns = Object.entries(packets).map(([name, column]) => [name, kept.map((row) => column[row])]);
  return Object.fromEntries(columns) as PacketColumns;
}

function drawn({ timeline, finding }: { timeline: Timeline; finding: Finding | null }, changes = {}): Layout {
  return layout(timeline, finding, { ...DEFAULT_LAYOUT, ...changes });
}

describe('the race', () => {
  const plan = drawn({ timeline: raceTimeline, finding: raceFinding });
  const request = ends(plan, 66);
  const fin = ends(plan, 77);

  test('the request leaves before the FIN arrives and arrives after the FIN has left: they cross', () => {
    expect(request.client).toBeLessThan(fin.client);
    expect(request.server).toBeGreaterThan(fin.server);
  });

  test('the race window is a triangle from the close to one round trip around it', () => {
    const [first, apex, last] = plan.window?.corners ?? [];
    expect(apex?.y).toBeCloseTo(fin.server, 5);
    expect(last?.y).toBeCloseTo(fin.client, 5);
    const width = plan.axis.toTime(last?.y ?? 0) - plan.axis.toTime(first?.y ?? 0);
    expect(width).toBeCloseTo(2 * (plan.clocks.distance[0] + plan.clocks.distance[1]), 0);
  });

  test('the request that failed left inside the window', () => {
    const [first, , last] = plan.window?.corners ?? [];
    expect(request.client).toBeGreaterThan(first?.y ?? 0);
    expect(request.client).toBeLessThan(last?.y ?? 0);
  });

  test('a round trip takes at least 120 pixels around the verdict', () => {
    const [first, , last] = plan.window?.corners ?? [];
    expect((last?.y ?? 0) - (first?.y ?? 0)).toBeGreaterThanOrEqual(120);
  });

  test('the moments are the close and the arrival at a closed socket, both at the upstream', () => {
    expect(plan.moments.map(({ number, lane }) => [number, lane])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(plan.moments[0]?.y).toBeCloseTo(fin.server, 5);
    expect(plan.moments[1]?.y).toBeCloseTo(request.server, 5);
  });

  test('the silence is broken and named with its measured length', () => {
    expect(plan.breaks.map(({ text }) => text)).toEqual(['idle 1.947 s']);
  });

  test('captured ends are at the capture point, the other ends are estimated and uncertain', () => {
    expect(plan.clocks.distance[0]).toBe(0);
    expect(arrow(plan, 66).seenAt).toBe(0);
    expect(arrow(plan, 77).seenAt).toBe(1);
    const [sent, met] = arrow(plan, 66).whiskers;
    expect(sent).toBeNull();
    expect(met?.top).toBeLessThan(arrow(plan, 66).to.y);
    expect(met?.bottom).toBeGreaterThan(arrow(plan, 66).to.y);
  });

  test('each side has its states as RFC 9293 names them', () => {
    const states = (lane: number) =>
      plan.bands.filter((band) => band.lane === lane).map((band) => band.state);
    expect(states(0)).toEqual(['SYN-SENT', 'ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED']);
    expect(states(1)).toEqual(['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'CLOSED']);
  });

  test('the request is in flight until the gateway learns of the close', () => {
    const bar = packetsIn(plan, null).inFlight.find(({ failed }) => failed);
    expect(bar?.top).toBeCloseTo(request.client, 5);
    expect(bar?.bottom).toBeCloseTo(fin.client, 5);
  });

  test('a crossing proven by numbers is drawn although no distance was measured', () => {
    const blind = drawn({
      timeline: {
        ...raceTimeline,
        // A reset that answers a packet would measure it.
        packets: withoutResets(raceTimeline.packets),
        distance: { client: null, server: null, from: 'none' },
      },
      finding: raceFinding,
    });
    expect(ends(blind, 66).client).toBeLessThan(ends(blind, 77).client);
    expect(ends(blind, 66).server).toBeGreaterThan(ends(blind, 77).server);
    expect(blind.clocks.scale).toBe('assumed');
  });

  test('a capture between the endpoints estimates both ends', () => {
    const middle = { ...raceTimeline.distance, client: 15_000_000, server: 30_000_000 };
    const between = drawn({ timeline: { ...raceTimeline, distance: middle }, finding: raceFinding });
    expect(between.clocks.capturePoint).toBeCloseTo(15 / 45);
    expect(ends(between, 66).client).toBeLessThan(ends(between, 77).client);
    expect(ends(between, 66).server).toBeGreaterThan(ends(between, 77).server);
  });
});

describe('what the marks say', () => {
  test('a reset with a strange TTL begins between the lanes, and the silence before it is told', () => {
    const plan = drawn(middlebox);
    const reset = arrow(plan, 94);
    const [client, server] = plan.columns.lanes;
    expect(reset.from.x).toBeGreaterThan(client);
    expect(reset.from.x).toBeLessThan(server);
    expect(
      packetsIn(plan, null).ticks.some(({ packet, lane }) => packet === reset.packet && lane === 1),
    ).toBe(false);
    expect(plan.breaks.filter(({ telling }) => telling).map(({ text }) => text)).toEqual([
      'silence for 2.145 s, then a reset',
    ]);
  });

  test('a request has a tick where a frame acknowledges it, and none where it met a closed socket', () => {
    const ticked = (plan: Layout) => plan.moments.map(({ isDelivered }) => isDelivered);
    expect(ticked(drawn(panic))).toEqual([true, false]);
    expect(ticked(drawn({ timeline: raceTimeline, finding: raceFinding }))).toEqual([false, false]);
  });

  test('a whisker that would reach far beyond its packet is cut', () => {
    const plan = drawn({ timeline: raceTimeline, finding: raceFinding }, { zoom: 12 });
    const { from, to, whiskers } = arrow(plan, 77);
    const whisker = whiskers[0];
    expect(whisker?.isCut).toEqual([true, true]);
    expect((whisker?.bottom ?? 0) - (whisker?.top ?? 0)).toBeLessThan(Math.abs(to.y - from.y));
  });

  test('a lane without notes leaves their room to the drawing', () => {
    const silent = drawn({
      timeline: { ...raceTimeline, server: { ...raceTimeline.server, states: [] } },
      finding: null,
    });
    const usual = drawn({ timeline: raceTimeline, finding: null });
    expect(silent.columns.lanes[1]).toBeGreaterThan(usual.columns.lanes[1]);
  });
});

describe('other endings', () => {
  test('a close with the request delivered has no race window, but a bracket from arrival to close', () => {
    const plan = drawn(panic);
    expect(plan.window).toBeNull();
    expect(plan.moments.map(({ title }) => title)).toEqual([
      'Has the whole GET',
      'Closed, not a byte of an answer',
    ]);
    expect(plan.brackets[0]?.lane).toBe(1);
    expect(ends(plan, 11).server).toBeLessThan(ends(plan, 13).server);
  });

  test('a reset with another TTL than its host is told apart from it', () => {
    const plan = drawn(middlebox);
    expect(plan.moments[1]?.detail).toBe("#94 RST has TTL 245, the upstream's is 64");
  });

  test('a reset after idle leaves no earlier than the request that provoked it arrived', () => {
    const plan = drawn(middlebox);
    expect(ends(plan, 94).server).toBeGreaterThanOrEqual(ends(plan, 88).server);
  });

  test('packets without a sign of arrival end on their way', () => {
    const plan = drawn(unreachable);
    expect(arrows(plan).every(({ unanswered }) => unanswered)).toBe(true);
    expect(plan.moments.map(({ title }) => title)).toEqual(['First SYN', 'SYN sent 3 times']);
    expect(arrows(plan)[0]?.to.x).toBeLessThan(plan.columns.lanes[1]);
  });

  test('a refused connection shows one moment at the upstream', () => {
    expect(drawn(refused).moments.map(({ title }) => title)).toEqual(['Refused: nobody listens there']);
  });

  test('pauses inside a response are not called idle', () => {
    const texts = drawn(truncated).breaks.map(({ text }) => text);
    expect(texts.some((text) => text.startsWith('pause'))).toBe(true);
    expect(texts.some((text) => text.startsWith('idle'))).toBe(false);
  });

  test('a kind without a story is told by its evidence, even if it is called constructor', () => {
    const plan = drawn(unknownKind);
    expect(plan.moments.map(({ title }) => title)).toEqual(['#66 POST /ok', '#77 FIN', '#90 RST']);
    expect(plan.moments.map(({ detail }) => detail)).toEqual(
      [1, 0, 2].map((index) => raceFinding.evidence[index]?.text),
    );
  });

  test('queries are not drawn', () => {
    expect(arrows(drawn(middlebox)).some(({ label }) => label?.text.includes('s3cret'))).toBe(false);
    expect(arrow(drawn(middlebox), 88).label?.text).toBe('#88 POST /data');
  });
});

const widths = [280, 340, 720, 900, 1080, 1600];
const modes = ['compressed', 'ordinal', 'linear'] as const;
const cases = stories.flatMap((story) =>
  widths.flatMap((width) => modes.map((axis) => ({ ...story, width, axis }))),
);

describe('repetitions', () => {
  const rows: Row[] = [
    [1, 0, 'C', 'SYN', 0, null, 0],
    [2, 0.02, 'S', 'SYN-ACK', 0, 1, 0],
    ...Array.from({ length: 8 }, (_, index): Row => [3 + index, 1 + 2 ** index, 'C', 'PSH', 1, 1, 100]),
  ];
  const quiet = timelineFrom({ client: 'a:1', server: 'b:2', rows });
  const note = quiet.packets.frame.map((frame) => (frame > 3 ? PACKET_NOTE.RETRANSMISSION : 0));
  const timeline = { ...quiet, packets: { ...quiet.packets, note } };

  test('without any answer are told one by one, and none of them arrives', () => {
    const plan = drawn({ timeline, finding: null });
    expect(packetsIn(plan, null).folds).toEqual([]);
    expect(arrows(plan).map(({ frame, unanswered }) => unanswered && frame)).toEqual([
      false,
      false,
      ...rows.slice(2).map(([frame]) => frame),
    ]);
  });

  test('of a side that is alone in the capture say nothing about the other', () => {
    const alone = timelineFrom({ client: 'a:1', server: 'b:2', rows: rows.slice(2) });
    const plan = drawn({
      timeline: { ...alone, packets: { ...alone.packets, note: note.slice(2) } },
      finding: null,
    });
    expect(arrows(plan).some(({ unanswered }) => unanswered)).toBe(false);
  });
});

describe('every drawing', () => {
  test('has no time at a lane whose distance nothing measures', () => {
    const { ticks } = packetsIn(drawn(refused), null);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.every(({ exact }) => exact)).toBe(true);
  });

  test.each(cases)('$name, $width px, $axis: labels do not lie on each other', (each) => {
    const plan = drawn(each, { width: each.width, axis: each.axis });
    const packets = packetsIn(plan, null);
    const labels = [...packets.arrows.map(({ label }) => label), packets.edgeLabel].filter(
      (label) => label !== null,
    );
    const boxes = labels.map((label) => boxOf(label, plan.columns.fontSize));
    boxes.forEach((box, index) => {
      expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
    });
  });

  test.each(cases)('$name, $width px, $axis: notes and times do not lie on each other', (each) => {
    const plan = drawn(each, { width: each.width, axis: each.axis });
    for (const lane of [0, 1]) {
      const notes = plan.notes.filter((note) => note.lane === lane).toSorted((a, b) => a.top - b.top);
      notes.forEach((note, index) => {
        const next = notes[index + 1];
        const bottom = note.top + (note.strong.length + note.plain.length) * LINE;
        if (next !== undefined) expect(next.top).toBeGreaterThanOrEqual(bottom - 1e-6);
      });
      const ticks = packetsIn(plan, null)
        .ticks.filter((tick) => tick.lane === lane)
        .map(({ y }) => y);
      ticks.forEach((y, index) => {
        if (index > 0) expect(y - (ticks[index - 1] ?? 0)).toBeGreaterThanOrEqual(12);
      });
    }
  });

  test.each(cases)('$name, $width px, $axis: no packet arrives before it left', (each) => {
    for (const { from, to } of arrows(drawn(each, { width: each.width, axis: each.axis }))) {
      expect(to.y).toBeGreaterThanOrEqual(from.y);
    }
  });

  test('pure acknowledgements are drawn when asked for', () => {
    const frames = (acks: boolean) => arrows(drawn(panic, { acks })).map(({ frame }) => frame);
    expect(frames(false)).toEqual([8, 9, 11, 13, 14]);
    expect(frames(true)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('the same input gives the same drawing', () => {
    for (const story of stories) expect(drawn(story)).toEqual(drawn(story));
  });
});

/** A download of `segments` segments, each acknowledged, after a request. */
function download(segments: number, again: readonly number[] = []): Timeline {
  const rows: Row[] = [[1, 0, 'C', 'PSH', 1, 1, 100]];
  for (let index = 0; index < segments; index += 1) {
    rows.push([2 + 2 * index, 0.01 + index * 0.001, 'S', 'ACK', 1 + index * 1000, 101, 1000]);
    rows.push([3 + 2 * index, 0.0105 + index * 0.001, 'C', 'ACK', 101, 1 + (index + 1) * 1000, 0]);
  }
  const timeline = timelineFrom({ client: '10.0.0.1:40000', server: '10.0.0.2:80', rows });
  const note = timeline.packets.note.map((_, row) => (again.includes(row) ? PACKET_NOTE.RETRANSMISSION : 0));
  return { ...timeline, packets: { ...timeline.packets, note } };
}

describe('long connections', () => {
  test('a run of data is one row that says what it stands for', () => {
    const plan = drawn({ timeline: download(40, [5]), finding: null });
    expect(arrows(plan)).toHaveLength(1);
    expect(packetsIn(plan, null).folds.map(({ label }) => label.text)).toEqual([
      '#2 to #80: 40 segments, 39.0 kB, 39 ms, 1 again',
    ]);
  });

  test('five segments are shown one by one', () => {
    expect(packetsIn(drawn({ timeline: download(5), finding: null }), null).folds).toEqual([]);
  });

  test('a run can be unfolded', () => {
    const plan = drawn({ timeline: download(40), finding: null }, { unfolded: new Set([1]) });
    expect(packetsIn(plan, null).folds).toEqual([]);
    expect(arrows(plan)).toHaveLength(41);
  });

  test('an excerpt says how many packets it leaves out', () => {
    const plan = drawn({ timeline: download(40), finding: null }, { unfolded: new Set([1]), maxRows: 10 });
    expect(arrows(plan)).toHaveLength(10);
    expect(plan.breaks.some(({ hole, text }) => hole && text === '61 packets not drawn')).toBe(true);
  });

  test('packets that the analysis did not keep are a hole', () => {
    const timeline = { ...download(3), omitted: [{ afterRow: 2, packets: 1234 }] };
    expect(drawn({ timeline, finding: null }).breaks.map(({ text }) => text)).toContain(
      '1,234 packets not drawn',
    );
  });

  test('a part of the drawing holds the packets that touch it, wherever it lies', () => {
    const plan = drawn(
      { timeline: download(200), finding: null },
      { acks: true, unfolded: new Set([1]), maxRows: 1000 },
    );
    const all = arrows(plan);
    for (let top = -500; top < plan.height + 500; top += 333) {
      const view = { top, bottom: top + 400 };
      const seen = new Set(packetsIn(plan, view).arrows.map(({ packet }) => packet));
      const touching = all.filter(({ from, to }) => to.y >= view.top && from.y <= view.bottom);
      expect(touching.filter(({ packet }) => !seen.has(packet))).toEqual([]);
      expect(seen.size).toBeLessThanOrEqual(touching.length + 4);
    }
  });

  test('a hundred thousand packets are laid out, and a screen of them is a few dozen arrows', () => {
    const timeline = download(50_000);
    const plan = drawn(
      { timeline, finding: null },
      { acks: true, maxRows: Number.POSITIVE_INFINITY, unfolded: new Set([1]) },
    );
    expect(plan.rows).toHaveLength(100_001);
    const middle = plan.height / 2;
    expect(packetsIn(plan, { top: middle, bottom: middle + 1000 }).arrows.length).toBeLessThan(120);
  });
});

describe('the row of a frame', () => {
  const columns = (frame: number[]) => ({ ...raceTimeline.packets, frame });

  test('is found where numbers ascend, and where a second file begins anew', () => {
    expect([5, 9, 6, 1, 10].map((frame) => rowOf(columns([5, 6, 9]), frame))).toEqual([0, 2, 1, -1, -1]);
    expect([900, 3, 901, 4].map((frame) => rowOf(columns([900, 901, 3, 7]), frame))).toEqual([0, 2, 1, -1]);
  });

  test('is that of the later packet where two files use the number', () => {
    expect(rowOf(columns([3, 900, 2, 3, 4]), 3)).toBe(3);
  });
});

describe('hostile timelines', () => {
  test('a timeline of one packet is drawn', () => {
    const timeline = timelineFrom({ client: 'a:1', server: 'b:2', rows: [[1, 0, 'C', 'RST', 5, null, 0]] });
    expect(arrows(drawn({ timeline, finding: raceFinding }))).toHaveLength(1);
  });

  test('equal and backward times are drawn in the order of the capture', () => {
    const rows: Row[] = [
      [1, 5, 'C', 'SYN', 0, null, 0],
      [2, 5, 'S', 'SYN-ACK', 0, 1, 0],
      [3, 4.9, 'C', 'PSH', 1, 1, 10],
      [4, 4.9, 'C', 'PSH', 11, 1, 10],
    ];
    const plan = drawn({ timeline: timelineFrom({ client: 'a:1', server: 'b:2', rows }), finding: null });
    expect(arrows(plan).every(({ from, to }) => Number.isFinite(from.y) && Number.isFinite(to.y))).toBe(true);
    expect(arrow(plan, 3).from.y).toBeLessThan(arrow(plan, 4).from.y);
  });

  test('a clock that leaps by decades leaves a finite drawing', () => {
    const rows: Row[] = [
      [1, 0, 'C', 'SYN', 0, null, 0],
      [2, 3e9, 'S', 'SYN-ACK', 0, 1, 0],
      [3, 3e9 + 0.001, 'C', 'ACK', 1, 1, 0],
    ];
    const plan = drawn(
      { timeline: timelineFrom({ client: 'a:1', server: 'b:2', rows }), finding: null },
      { acks: true },
    );
    expect(plan.height).toBeLessThan(2000);
  });
});
