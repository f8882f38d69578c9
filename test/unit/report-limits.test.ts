/** Time limits that failures show, and how often a limit is to be expected to hit a request. */
import { describe, expect, test } from '@jest/globals';
import { observedSeconds, poissonInterval } from '../../src/report/exposure.ts';
import type { Capture } from '../../src/report/schema.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const timersOf = (lines: readonly string[]) => analysisOf(tcpScript`${lines.join('\n')}`.bytes).report.timers;

/** Connection `n`: a request that `who` ends `wait` seconds later. */
const waited = (n: number, wait: number, who: 'C' | 'S') => {
  const [from, to] = who === 'S' ? ['S', `C${n}`] : [`C${n}`, 'S'];
  return raw`
    ${(100 * n).toFixed(3)}  C${n} > S   SYN
    +0.001  S > C${n}   SYN ACK
    +0      C${n} > S   ACK
    +0      C${n} > S   ${GET}
    +0.001  S > C${n}   ACK
    ${(100 * n + 0.001 + wait).toFixed(3)}  ${from} > ${to}   FIN
  `;
};

test('equal waits before the upstream closes without an answer are its write or worker timeout', () => {
  expect(timersOf([waited(1, 30.01, 'S'), waited(2, 30.02, 'S'), waited(3, 30.01, 'S')])).toMatchObject([
    { endpoint: '10.0.0.2:8080', side: 'upstream', timer: 'write', seconds: 30, samples: 3 },
  ]);
});

test('equal waits before the gateway gives up are its read timeout', () => {
  expect(timersOf([waited(1, 5, 'C'), waited(2, 5.004, 'C'), waited(3, 5.01, 'C')])).toMatchObject([
    { endpoint: '10.0.0.1', side: 'gateway', timer: 'read', seconds: expect.closeTo(5.004, 3), samples: 3 },
  ]);
});

test('one wait is no limit', () => {
  expect(timersOf([waited(1, 30.01, 'S')])).toEqual([]);
});

describe('the exposure of an idle limit', () => {
  const idleClose = (n: number) => raw`
    ${10 * n}.000  C${n} > S   SYN
    +0      S > C${n}   SYN ACK
    +0      C${n} > S   ${GET}
    +0      S > C${n}   ${OK}
    +5      S > C${n}   FIN
    +0      C${n} > S   FIN
  `;
  const race = raw`
    ${EXCHANGE}
    5.060   S > C   FIN ack=28
    +0      C > S   ${POST} ack=41
    +0.020  S > C   RST (bare) seq=41
  `;

  test('is the races of the captured time, a day long, with an interval around it', () => {
    const [timer] = timersOf([race, idleClose(1), idleClose(2), idleClose(3)]);
    expect(timer?.exposure?.racesPerDay).toBeCloseTo(86_400 / 35, 6);
    const [least = 0, most = 0] = timer?.exposure?.interval ?? [];
    expect(least).toBeLessThan(86_400 / 35);
    expect(most).toBeGreaterThan(86_400 / 35);
  });

  test('without a race has an upper bound all the same', () => {
    const [timer] = timersOf([idleClose(1), idleClose(2), idleClose(3)]);
    expect(timer?.exposure).toMatchObject({ racesPerDay: 0, interval: [0, expect.any(Number)] });
    expect(timer?.exposure?.interval[1]).toBeGreaterThan(0);
  });

  // Bounds of the exact Poisson interval, from tables.
  test.each([
    [0, 0, 3.69],
    [3, 0.62, 8.77],
    [10, 4.8, 18.39],
    [100, 81.36, 121.63],
  ])('an interval of 95 %% around %i races', (count, least, most) => {
    const [low, high] = poissonInterval(count);
    expect(Math.abs(low - least)).toBeLessThanOrEqual(0.03 * least + 0.01);
    expect(Math.abs(high - most)).toBeLessThanOrEqual(0.03 * most);
  });

  test('time that several captures cover counts once', () => {
    const span = (from: number, to: number) =>
      ({
        firstTime: `2026-01-01T00:00:${from}.000000000Z`,
        lastTime: `2026-01-01T00:00:${to}.500000000Z`,
      }) as Capture;
    expect(observedSeconds([span(10, 20), span(15, 25), span(40, 41)])).toBe(17);
  });
});

test('advice compares an upstream with the limit of its own gateway', () => {
  const closed = (n: number, client: string, server: string, age: number, by: 'C' | 'S') => raw`
    ${client} = 10.0.${client === 'G' ? 1 : 2}.1:${41_000 + n}
    ${10 * n}.000  ${client} > ${server}   SYN
    +0      ${server} > ${client}   SYN ACK
    +0      ${client} > ${server}   ${GET}
    +0      ${server} > ${client}   ${OK}
    +${age}  ${by === 'S' ? `${server} > ${client}` : `${client} > ${server}`}   FIN
    +0      ${by === 'S' ? `${client} > ${server}` : `${server} > ${client}`}   FIN
  `;
  const near = [1, 2, 3].map((n) => closed(n, 'G', 'S', 7, 'S'));
  const other = [4, 5, 6].map((n) => closed(n, 'H', 'S1', 1, 'C'));
  const own = [4, 5, 6].map((n) => closed(n, 'G', 'S1', 1, 'C'));
  const upstream = (lines: readonly string[]) => timersOf(lines).find(({ side }) => side === 'upstream');
  expect(upstream([...near, ...other])?.remedy).not.toEqual([]);
  expect(upstream([...near, ...own])?.remedy).toEqual([]);
});
