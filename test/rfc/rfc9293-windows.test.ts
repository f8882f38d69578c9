/** RFC 9293 §3.8.6.1: a closed window, probes into it, and its opening. */
import { describe, expect, test } from '@jest/globals';
import { connectionsOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** Head of 50 bytes, body of 1000. */
const UPLOAD = String.raw`"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"`;

const answered = (...probes: readonly string[]) => tcpScript`
  ${HANDSHAKE}
  +0      C > S   ${UPLOAD}
  +0      C > S   500 bytes
  +0.020  S > C   ACK win=0
  ${probes.join('\n')}
  30.000  S > C   ACK ack=551 win=501
  +0      C > S   500 bytes seq=551
  +0.020  S > C   ${OK}
  +0      C > S   ACK
  +5      S > C   FIN
  +0      C > S   FIN
  +0      S > C   ACK
`;

describe('a request that waits at a closed window is complete when the window opens', () => {
  test.each([
    ['without probes', []],
    ['probes from below the next number (Linux)', ['1 C > S ACK seq=550', '+0 S > C ACK win=0']],
    [
      'probes of one new byte, not taken',
      [
        '1 C > S 1 bytes seq=551',
        '+0 S > C ACK ack=551 win=0',
        '3 C > S 1 bytes seq=551',
        '+0 S > C ACK ack=551 win=0',
      ],
    ],
    ['a probe of one new byte, taken', ['1 C > S 1 bytes seq=551', '+0 S > C ACK ack=552 win=0']],
  ])('%s', (_, probes) => {
    const script = answered(...probes);
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(timelineOf(script).exchanges).toMatchObject([
      { request: { end: 1051 }, response: { status: 200 } },
    ]);
    expect(connectionsOf(script)).toMatchObject([{ payloadBytes: [1050, 40], gaps: [0, 0] }]);
  });
});

test('the window is kept with every packet', () => {
  const { packets } = timelineOf(answered());
  expect(packets.window).toContain(0);
  expect(packets.window.filter((window) => window === 501).length).toBeGreaterThan(5);
});

test('bytes beyond the window are judged by what is acknowledged later, not by the window', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      S > C   ACK win=10
    +0      C > S   ${UPLOAD}
    +0      C > S   1000 bytes
    +0.020  S > C   ${OK}
    +0      C > S   ACK
  `;
  expect(timelineOf(script)).toMatchObject({ requests: 1, responses: 1 });
});
