/** Idle limits read off the wire. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf } from '../support/diagnosis.ts';
import { GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** Connection `n` from second 10 n on: one exchange, then `by` closes when it was idle for `age` seconds. */
const closedAt = (n: number, age: number, by = 'S', response = OK) => {
  const begin = 10 * n;
  const [from, to] = by === 'S' ? ['S', `C${n}`] : [`C${n}`, 'S'];
  return raw`
    ${begin.toFixed(4)}  C${n} > S   SYN
    +0      S > C${n}   SYN ACK
    +0      C${n} > S   ACK
    +0      C${n} > S   ${GET}
    +0      S > C${n}   ${response}
    ${(begin + age).toFixed(4)}  ${from} > ${to}   FIN
    +0      ${to} > ${from}   FIN
    +0      ${from} > ${to}   ACK
  `;
};
const timersOf = (lines: readonly string[]) => analysisOf(tcpScript`${lines.join('\n')}`.bytes).report.timers;
const ages = (values: readonly number[], by = 'S', response = OK) =>
  timersOf(values.map((age, n) => closedAt(n, age, by, response)));

describe('the upstream’s limit', () => {
  test('is the time from the last byte of the answer to its FIN, with spread and count', () => {
    expect(ages([5.001, 5.0, 5.003, 5.002, 5.001])).toMatchObject([
      {
        endpoint: '10.0.0.2:8080',
        side: 'upstream',
        timer: 'idle',
        seconds: expect.closeTo(5.001, 6),
        spreadSeconds: [expect.closeTo(5, 6), expect.closeTo(5.003, 6)],
        samples: 5,
      },
    ]);
  });

  test('may spread over a second where the server looks once a second', () => {
    expect(ages([5.05, 5.9, 5.2, 5.5, 5.45, 5.3])).toMatchObject([{ samples: 6 }]);
  });

  test('a race shows it as well: the FIN knew nothing of the request', () => {
    const raced = (n: number) =>
      closedAt(n, 5)
        .split(/\+0 +C\d > S +FIN/)[0]
        ?.concat(raw`+0 C${n} > S ${GET} ack=41${'\n'}+0 S > C${n} RST (bare) seq=41`) ?? '';
    expect(timersOf([raced(0), raced(1), raced(2)])).toMatchObject([
      { seconds: expect.closeTo(5, 6), samples: 3 },
    ]);
  });

  test('is none where a connection that was idle for longer was answered: a reload closed the others', () => {
    const reused = (age: number) => raw`
      90.0000  C9 > S   SYN
      +0      S > C9   SYN ACK
      +0      C9 > S   ACK
      +0      C9 > S   ${GET}
      +0      S > C9   ${OK}
      ${(90 + age).toFixed(4)}  C9 > S   ${GET}
      +0      S > C9   ${OK}
    `;
    const closes = [2, 2.1, 2.05].map((age, n) => closedAt(n, age));
    expect(timersOf([...closes, reused(4)])).toEqual([]);
    // A server that looks once a second may answer a little above its limit.
    expect(timersOf([...closes, reused(3)])).toMatchObject([{ samples: 3 }]);
  });

  test('some close by a reset: it is the same limit', () => {
    const aborted = (n: number, age: number, flags = 'RST') =>
      closedAt(n, age)
        .split(/S > C\d +FIN/)[0]
        ?.concat(raw`S > C${n} ${flags}`) ?? '';
    expect(timersOf([aborted(0, 5), aborted(1, 5.001), aborted(2, 5.002)])).toMatchObject([
      { side: 'upstream', seconds: expect.closeTo(5.001, 6), samples: 3 },
    ]);
    // Without ACK it answers a packet, whenever that came.
    const answers = [0, 1, 2].map((n) => aborted(n, 5, 'RST (bare)'));
    expect(timersOf(answers)).toEqual([]);
  });

  test('closes before its time do not move it', () => {
    expect(ages([5.001, 5.0, 1.7, 5.002, 5.001, 3.2])).toMatchObject([
      { seconds: expect.closeTo(5.001, 6), samples: 4 },
    ]);
  });
});

describe('the gateway’s limit', () => {
  test('is its own, by host: its ports change with every connection', () => {
    expect(ages([4.0, 4.001, 4.002], 'C')).toMatchObject([
      { endpoint: '10.0.0.1', side: 'gateway', seconds: expect.closeTo(4.001, 6), samples: 3 },
    ]);
  });

  test('does not show while the upstream always closes first', () => {
    expect(ages([5, 5, 5]).map(({ side }) => side)).toEqual(['upstream']);
  });
});

describe('no limit', () => {
  test.each([
    ['two closes', [5, 5]],
    ['closes at any age', [1, 3, 5, 7, 9]],
    ['T29 two limits behind one address', [2, 2, 2, 5, 5, 5]],
  ])('in %s', (_, values) => {
    expect(ages(values)).toEqual([]);
  });

  test('T28 in closes that were announced', () => {
    const closing = raw`"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"`;
    expect(ages([5, 5, 5], 'S', closing)).toEqual([]);
  });

  test('in closes that end a response', () => {
    expect(ages([5, 5, 5], 'S', raw`"HTTP/1.1 200 OK\r\n\r\nok"`)).toEqual([]);
  });

  test('in closes right after the answer: a limit of requests', () => {
    expect(ages([0.001, 0.001, 0.001])).toEqual([]);
  });

  test('in a restart’s burst: different ages, one moment', () => {
    const lines = [0, 1, 2, 3].map((n) => closedAt(n, 40 - 10 * n));
    expect(timersOf(lines)).toEqual([]);
  });
});
