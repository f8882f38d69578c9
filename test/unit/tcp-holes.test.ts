/** Bytes that the capture does not hold: how long they are waited for, and what is said of them. */
import { describe, expect, test } from '@jest/globals';
import { HeldBudget } from '../../src/tcp/held-budget.ts';
import { connectionsOf, timelineOf } from '../support/diagnosis.ts';
import { GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('a hole that the receiver acknowledged', () => {
  test('may be filled for a while: packets are captured out of order', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "GET /a HTTP/1.1\r\n" seq=1
      +0      C > S   "\r\n" seq=27
      +0      S > C   ACK ack=29
      +0.900  C > S   "Host: b\r\n" seq=18
      +0      S > C   ${OK} ack=29
    `;
    expect(timelineOf(script).exchanges[0]?.request).toMatchObject({ host: 'b', end: 29 });
    expect(connectionsOf(script)).toMatchObject([{ gaps: [0, 0] }]);
  });

  test.each([
    ['after a second', '+1.100  S > C   ACK\n+0 C > S ACK'],
    ['after 1024 packets', Array<string>(1030).fill('+0.0001  S > C   ACK').join('\n')],
  ])('is given up %s', (_, lines) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "GET /a HTTP/1.1\r\n" seq=1
      +0      C > S   "Host: b\r\n" seq=18 (uncaptured)
      +0      C > S   "\r\n" seq=27
      ${lines}
      +0      S > C   ${OK}
      +0      C > S   ${GET}
      +0      S > C   ${OK}
    `;
    const timeline = timelineOf(script);
    expect(timeline.client).toMatchObject({ gaps: 1, missingBytes: 9 });
    expect(timeline.exchanges.at(-1)).toMatchObject({
      request: { method: 'GET' },
      response: { status: 200 },
    });
  });
});

describe('bytes of a hole that was given up', () => {
  const GIVEN_UP = `
    ${HANDSHAKE}
    +0      C > S   100 bytes seq=1
    +0      C > S   100 bytes seq=301
    +1.100  S > C   ACK ack=401
    +1.100  C > S   ACK
  `;

  test('were seen once when they come late, and again when they come again', () => {
    const script = tcpScript`
      ${GIVEN_UP}
      +0      C > S   200 bytes seq=101
      +0.300  C > S   200 bytes seq=101
    `;
    expect(connectionsOf(script)).toMatchObject([
      { payloadBytes: [400, 0], gaps: [0, 0], outOfOrder: [1, 0], retransmissions: [1, 0] },
    ]);
  });

  test.each([
    ['the beginning', 'seq=101', 1],
    ['the end', 'seq=251', 1],
    ['the middle', 'seq=151', 2],
  ])('may come in part: %s', (_, seq, gaps) => {
    const script = tcpScript`
      ${GIVEN_UP}
      +0      C > S   50 bytes ${seq}
    `;
    expect(timelineOf(script).client).toMatchObject({
      missingBytes: 150,
      payloadBytes: 250,
      gaps,
      retransmissions: 0,
    });
  });
});

test('a hole that nobody acknowledged is waited for to the end of the capture', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "GET /a HTTP/1.1\r\n" seq=1
    +0      C > S   "\r\n" seq=27
    ${Array<string>(100).fill('+1 S > C ACK ack=18').join('\n')}
    +0      C > S   "Host: b\r\n" seq=18
    +0      S > C   ${OK} ack=29
  `;
  expect(timelineOf(script).exchanges[0]?.request).toMatchObject({ host: 'b', end: 29 });
});

describe('what is held behind a hole that nobody acknowledged has a bound', () => {
  const heldBehindHole = (segments: number, bytes: number) => tcpScript`
    ${HANDSHAKE}
    ${Array.from({ length: segments }, (_, i) => `+0 C > S ${bytes} bytes seq=${100 + i * bytes}`).join('\n')}
    +0      S > C   ACK ack=1
  `;

  test('of 2048 segments', () => {
    expect(timelineOf(heldBehindHole(2050, 2)).client).toMatchObject({
      missingBytes: 99,
      payloadBytes: 4100,
    });
  });

  test('of half of the room where nobody else needs it', () => {
    const room = new HeldBudget();
    let cost = 0;
    while (!room.isOver(cost)) cost += room.take(1 << 20);
    expect(cost / (1 << 20)).toBeCloseTo(16, 0);
  });

  test('of little where many share it', () => {
    const room = new HeldBudget();
    const costs = Array.from({ length: 1000 }, () => {
      let cost = 0;
      while (!room.isOver(cost)) cost += room.take(1000);
      return cost;
    });
    expect(costs.at(-1)).toBeLessThan(10_000);
    expect(costs.reduce((sum, cost) => sum + cost)).toBeLessThan(34 << 20);
  });
});

describe('order of knowledge', () => {
  test('an answer waits for the request that it acknowledges, wherever it stands in the file', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      S > C   ${OK} ack=28
      +0      S > C   ${OK} ack=55
      +0      C > S   ${GET} ack=1
      +0      C > S   ${GET} ack=41
    `;
    expect(timelineOf(script).exchanges).toMatchObject([
      { number: 1, response: { start: { seq: 1 } } },
      { number: 2, response: { start: { seq: 41 } } },
    ]);
  });

  test('the lowest acknowledgement on any copy of its first byte tells what its sender knew', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} ack=1
      +0      S > C   ${OK} ack=1
      +0.200  C > S   ${GET} seq=1 ack=41
    `;
    expect(timelineOf(script).exchanges[0]?.request).toMatchObject({
      start: { ack: 1 },
      retransmittedFrame: 6,
    });
  });
});

test('a hole is told with a packet of its own connection: the one that shows it', () => {
  const script = tcpScript`
    S > C   ACK ack=1
    S > C   FIN ack=65536     @shows
    C1 > S  SYN
    S > C1  SYN ACK
    C1 > S  ${GET}
  `;
  const [exchange] = timelineOf(script).exchanges;
  expect(exchange?.request?.start.frame).toBe(script.frame('shows'));
});
