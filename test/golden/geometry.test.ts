/**
 * The drawing against the truth: the lab captured both ends of the wire with one clock. From the gateway's capture alone
 * the viewer estimates when packets left and reached the upstream; the upstream's own capture says when they did.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import { type Clocks, clocksOf, rangeOf, timeAt } from '../../src/timeline/clocks.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { type Verdict, verdictOf } from '../../viewer/layout/verdict.ts';
import { describeWithCorpus } from '../support/corpus.ts';

/** A packet whose time at the upstream is known. */
interface Known {
  readonly inRange: boolean;
  /** Within a twentieth of the round trip, or what the drawing says of this lane. */
  readonly isNear: boolean;
  readonly possible: boolean;
}

interface Compared {
  readonly packets: readonly Known[];
  /** Per finding in which request and close may have crossed: as drawn, and as both captures show it. */
  readonly crossings: readonly (readonly [drawn: boolean, real: boolean])[];
}

/** Nanoseconds since 1970, as far as a double goes: both captures have the same clock and the same day. */
const absolute = ({ clock }: Timeline, time: number) =>
  (clock?.seconds ?? 0) * 1e9 + (clock?.nanoseconds ?? 0) + time;

/** Rows by what tells one packet from all others of its connection; repetitions are left out. */
function uniqueRows({ packets }: Timeline): Map<string, number> {
  const rows = new Map<string, number[]>();
  packets.frame.forEach((_, row) => {
    const { sender, flags, seq, ack, length } = packets;
    const name = [sender[row], flags[row], seq[row], ack[row], length[row]].join();
    rows.set(name, [...(rows.get(name) ?? []), row]);
  });
  return new Map([...rows].flatMap(([name, [row = 0, ...more]]) => (more.length === 0 ? [[name, row]] : [])));
}

async function compare(folder: string): Promise<Compared> {
  const draw = Array.from({ length: 200 }, (_, index) => index);
  const [gateway, upstream] = await Promise.all(
    ['proxy_side.pcap', 'upstream_side.pcap'].map((name) =>
      analyze(join(folder, name), { draw, maxTimelines: 400 }),
    ),
  );
  const packets: Known[] = [];
  const crossings: [boolean, boolean][] = [];
  for (const finding of gateway!.report.findings) {
    const near = [...gateway!.timelines.values()].find(({ index }) => index === finding.connection.index);
    const far = [...upstream!.timelines.values()].filter(
      ({ client, server }) =>
        client.address === finding.connection.client && server.address === finding.connection.server,
    );
    if (near === undefined || far.length !== 1) continue;
    const verdict = verdictOf(near, finding);
    const clocks = clocksOf(near);
    if (clocks.scale !== 'measured' || clocks.distance[1] === 0) continue;
    packets.push(...known(near, far[0]!, clocks));
    crossings.push(...crossing(near, far[0]!, clocks, verdict));
  }
  return { packets, crossings };
}

/** Nothing leaves before its cause was captured on its way, and nothing arrives before it was captured itself. */
function limitsOf({ packets }: Timeline, { links }: Clocks, row: number): [number, number] {
  const captured = packets.time[row] ?? 0;
  const timeOf = (other: number | undefined, otherwise: number) =>
    other === undefined || other < 0 ? otherwise : (packets.time[other] ?? 0);
  return packets.sender[row] === 1
    ? [timeOf(links.answers[row], -1e18), captured]
    : [captured, timeOf(links.answeredBy[row], 1e18)];
}

function known(near: Timeline, far: Timeline, clocks: Clocks): Known[] {
  const truth = uniqueRows(far);
  return [...uniqueRows(near)].flatMap(([name, row]) => {
    const match = truth.get(name);
    if (match === undefined) return [];
    const real = absolute(far, far.packets.time[match] ?? 0);
    const [from, to] = rangeOf(clocks, near.packets, row, 1).map((time) => absolute(near, time));
    const [least, most] = limitsOf(near, clocks, row).map((time) => absolute(near, time));
    // Times have microseconds, and doubles of this size less than one.
    const slack = 2000;
    const tolerance = Math.max(0.05 * 2 * clocks.oneWay, clocks.spread[1]);
    return [
      {
        isNear: Math.abs(absolute(near, timeAt(clocks, near.packets, row, 1)) - real) <= tolerance + slack,
        inRange: real >= from! - slack && real <= to! + slack,
        possible: real >= least! - slack && real <= most! + slack,
      },
    ];
  });
}

function crossing(
  near: Timeline,
  far: Timeline,
  clocks: Clocks,
  { exchange, close }: Verdict,
): [boolean, boolean][] {
  const rowIn = (timeline: Timeline, sender: number, seq: number | undefined, isClose: boolean) =>
    timeline.packets.seq.findIndex(
      (each, row) =>
        each === seq &&
        timeline.packets.sender[row] === sender &&
        (isClose ? ((timeline.packets.flags[row] ?? 0) & 5) !== 0 : (timeline.packets.length[row] ?? 0) > 0),
    );
  const places = [near, far].map((timeline) => ({
    request: rowIn(timeline, 0, exchange?.request?.start.seq, false),
    close: rowIn(timeline, 1, close?.seq, true),
  }));
  if (places.some(({ request, close: end }) => request < 0 || end < 0)) return [];
  const [here, there] = places;
  const sentBefore = near.packets.time[here!.request]! < near.packets.time[here!.close]!;
  const metAfter = far.packets.time[there!.request]! > far.packets.time[there!.close]!;
  const drawn =
    clocks.left[here!.request]! < clocks.arrived[here!.close]! &&
    clocks.arrived[here!.request]! > clocks.left[here!.close]!;
  return [[drawn, sentBefore && metAfter]];
}

describeWithCorpus('the drawn times', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const folders = readdirSync(lab)
    .map((name) => join(lab, name))
    .filter((folder) =>
      ['proxy_side.pcap', 'upstream_side.pcap'].every((name) => existsSync(join(folder, name))),
    );

  test('hold the truth within their whiskers, and what they rule out did not happen', async () => {
    const packets: Known[] = [];
    const crossings: (readonly [boolean, boolean])[] = [];
    for (const folder of folders) {
      const compared = await compare(folder);
      packets.push(...compared.packets);
      crossings.push(...compared.crossings);
    }
    expect(packets.length).toBeGreaterThan(4000);
    expect(packets.filter(({ possible }) => !possible)).toEqual([]);
    expect(packets.filter(({ inRange }) => inRange).length / packets.length).toBeGreaterThanOrEqual(0.95);
    expect(packets.filter(({ isNear }) => isNear).length / packets.length).toBeGreaterThanOrEqual(0.9);
    expect(crossings.length).toBeGreaterThan(200);
    expect(crossings.filter(([drawn, real]) => drawn !== real)).toEqual([]);
    expect(crossings.filter(([, real]) => real).length).toBeGreaterThan(100);
  }, 120_000);
});
