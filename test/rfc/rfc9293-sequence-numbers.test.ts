/** RFC 9293 §3.4: numbers on a circle of 2^32, and what takes a place on it. */
import { describe, expect, test } from '@jest/globals';
import { advance, spaceOf, unwrap } from '../../src/tcp/seq.ts';
import { connectionsOf, timelineOf } from '../support/diagnosis.ts';
import { GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const CIRCLE = 2 ** 32;
const HALF = 2 ** 31;

describe('unwrap: of all numbers that look alike on the wire the one nearest to the last is meant', () => {
  test.each([
    // wire, base, near, unwrapped
    [0, 0, 0, 0],
    [1, 0, 0, 1],
    [5, 3, 0, 2],
    [3, 5, 0, -2],
    [0, CIRCLE - 1, 0, 1],
    [CIRCLE - 1, 0, 0, -1],
    [CIRCLE - 1, CIRCLE - 1, 0, 0],
    // half the circle ahead is ambiguous and reads as behind; one less is ahead
    [HALF - 1, 0, 0, HALF - 1],
    [HALF, 0, 0, -HALF],
    [HALF + 1, 0, 0, -HALF + 1],
    // the same, seen from elsewhere
    [HALF, 0, 1, HALF],
    [0, 0, HALF, 0],
    [0, 0, HALF + 1, CIRCLE],
    // the second, third and two-millionth time round
    [10, 0, CIRCLE - 10, CIRCLE + 10],
    [CIRCLE - 10, 0, CIRCLE + 10, CIRCLE - 10],
    [7, 7, CIRCLE, CIRCLE],
    [7, 7, 3 * CIRCLE + 100, 3 * CIRCLE],
    [6, 7, 3 * CIRCLE, 3 * CIRCLE - 1],
    [8, 7, 2_000_000 * CIRCLE, 2_000_000 * CIRCLE + 1],
  ])('unwrap(%d, %d, %d) = %d', (wire, base, near, expected) => {
    expect(unwrap(wire, base, near)).toBe(expected);
  });

  test('undoes any walk along the stream in steps of less than half the circle', () => {
    const base = CIRCLE - 12_345;
    let at = 0;
    for (const step of [1, 1460, HALF - 1, HALF - 1, 65_535, HALF - 1, -1000, HALF - 1, -HALF, HALF - 1]) {
      const next = at + step;
      expect(unwrap((base + next) % CIRCLE, base, at)).toBe(next);
      at = next;
    }
  });
});

describe('advance: forward and back on the circle', () => {
  test.each([
    [0, 1, 1],
    [0, -1, CIRCLE - 1],
    [CIRCLE - 1, 1, 0],
    [CIRCLE - 1, 0, CIRCLE - 1],
    [CIRCLE - 1, 2, 1],
    [HALF, HALF, 0],
    [5, -6, CIRCLE - 1],
  ])('advance(%d, %d) = %d', (wire, n, expected) => {
    expect(advance(wire, n)).toBe(expected);
  });
});

describe('spaceOf: payload bytes take a number each, SYN and FIN one each, the other flags none', () => {
  const flags = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 };

  test.each([
    ['nothing', 0, 0, 0],
    ['SYN', flags.SYN, 0, 1],
    ['FIN', flags.FIN, 0, 1],
    ['SYN and FIN', flags.SYN | flags.FIN, 0, 2],
    ['SYN-ACK', flags.SYN | flags.ACK, 0, 1],
    ['all but SYN and FIN', 0xfc, 0, 0],
    ['payload', flags.ACK | flags.PSH, 1460, 1460],
    ['payload with FIN', flags.ACK | flags.FIN, 1460, 1461],
    ['payload with SYN', flags.SYN, 27, 28],
    ['all flags', 0xff, 10, 12],
  ])('%s', (_, bits, length, expected) => {
    expect(spaceOf(length, bits)).toBe(expected);
  });
});

describe('a connection is the same at every initial sequence number', () => {
  const script = (client: number, server: number) => tcpScript`
    0.000   C > S   SYN isn=${client >>> 0}
    +0.020  S > C   SYN ACK isn=${server >>> 0}
    +0      C > S   ACK
    +0      C > S   ${GET}
    +0.040  S > C   ${OK}
    +0      C > S   ACK
    7.000   C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
    +0      C > S   "body"
    +0.010  S > C   FIN ack=28
    +0      C > S   FIN
    +0.010  S > C   RST (bare) seq=41
    +0      S > C   RST (bare) seq=42
  `;
  const view = (client: number, server: number) => {
    const { clock: _, ...timeline } = timelineOf(script(client, server));
    return { timeline, connections: connectionsOf(script(client, server)) };
  };
  const plain = view(1000, 2000);

  // Relative numbers at which the wire number becomes 0: before, at and after every landmark of either side.
  test.each([0, 1, 2, 27, 28, 29, 40, 75, 78, 79, 80])('client: number %i is 0 on the wire', (landmark) => {
    expect(view(-landmark, 2000)).toEqual(plain);
  });

  test.each([0, 1, 2, 40, 41, 42, 43])('server: number %i is 0 on the wire', (landmark) => {
    expect(view(1000, -landmark)).toEqual(plain);
  });

  test('both at half the circle', () => {
    expect(view(HALF, HALF - 1)).toEqual(plain);
  });
});

test('a connection may carry more than the circle holds', () => {
  const step = 2 ** 30;
  const lines = [1, 2, 3, 4, 5, 6].map(
    (n) => `+2 S > C 100 bytes seq=${n * step}
            +2 C > S ACK ack=${n * step + 100}`,
  );
  const { server, client } = timelineOf(tcpScript`
    C > S   SYN
    S > C   SYN ACK
    C > S   ACK
    ${lines.join('\n')}
    S > C   FIN seq=${6 * step + 100}
  `);
  expect(server).toMatchObject({ sentUpTo: 6 * step + 101, fin: { seq: 6 * step + 100 } });
  expect(client.ackedUpTo).toBe(6 * step + 100);
});
