import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/clusters/case.ts';
import { CloseKind, ConnectionSpans } from '../../src/clusters/closes.ts';
import { markRestarts } from '../../src/clusters/restarts.ts';
import { CpuWatch } from '../support/cpu-watch.ts';

const SECOND = 1e9;
const MANY = 3000;
const SERVER = '10.0.0.2:8080';

/** Families of `MANY` requests that met closes within 0.2 s, of connections that had been idle for `age(n)` seconds. */
function familiesAfter(age: (n: number) => number): ReadonlySet<string> {
  const spans = new ConnectionSpans();
  const timeOf = (n: number) => 100 * SECOND + (n / MANY) * 0.2 * SECOND;
  const numbers = [...Array(MANY).keys()];
  for (const n of numbers)
    spans.add(SERVER, { opened: n, ended: timeOf(n), kind: CloseKind.IDLE, age: age(n) * SECOND });
  const cases = numbers.map((n) => {
    const verdict = { kind: 'fin-during-request', manner: null, time: timeOf(n), explanation: '' };
    return { verdict, family: 'keep-alive-race', server: SERVER } as Case;
  });
  markRestarts(cases, spans);
  return new Set(cases.map(({ family }) => family));
}

describe('thousands of requests that meet thousands of closes at one time', () => {
  test('are told of a restart where the connections were idle for different times', () => {
    expect(familiesAfter((n) => (n % 97) + 1)).toEqual(new Set(['restart-without-drain']));
  });

  test('are told of the idle limit where the connections had one age', () => {
    expect(familiesAfter((n) => 60 + (n % 10) / 100)).toEqual(new Set(['keep-alive-race']));
  });

  test('are judged without comparing every close with every other for each', () => {
    const watch = new CpuWatch();
    familiesAfter(() => 60);
    watch.expectAtMost(8, `a burst of ${MANY} closes`);
  });
});
