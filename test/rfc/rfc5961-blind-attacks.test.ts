/** RFC 5961: packets that a stack does not believe do not end a connection, and so must not be believed here. */
import { describe, expect, test } from '@jest/globals';
import { connectionsOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('§3.2 resets', () => {
  test.each([
    ['outside the window', 9_000_000],
    ['inside the window, but not the next number', 141],
    ['before the window', 1],
  ])('%s: dropped, or answered by an acknowledgement; it ends no request', (_, seq) => {
    const script = tcpScript`
      ${EXCHANGE}
      3.000   S > C   RST (bare) seq=${seq}
      +0      C > S   ACK
      9.000   C > S   ${POST}
      +0.020  S > C   ACK
    `;
    expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/premature|rst-after|reset-with/));
  });

  test('a connection goes on after it, however much later', () => {
    const script = tcpScript`
      ${EXCHANGE}
      3.000   S > C   RST (bare) seq=9000000
      60.000  C1 > S  SYN
      +0      S > C1  SYN ACK
      90.000  C > S   ${POST}
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request', 'open']);
  });

  test('the true reset follows the acknowledgement, with the next number', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   C > S   ${POST}
      +0.020  S > C   RST (bare) seq=30
      +0      C > S   ACK
      +0.020  S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });
});

describe('§4.2 a SYN on an open connection', () => {
  test('with the number of the first one is a repetition', () => {
    const script = tcpScript`
      ${EXCHANGE}
      3.000   C > S   SYN seq=0
      +0      S > C   ACK
      5.000   C > S   ${GET}
      +0.020  S > C   ${OK}
    `;
    expect(connectionsOf(script)).toMatchObject([{ requests: 2, responses: 2 }]);
  });

  test('with another number is another connection, as Wireshark counts', () => {
    const script = tcpScript`
      ${EXCHANGE}
      3.000   C > S   SYN isn=77
    `;
    expect(connectionsOf(script).map(({ index }) => index)).toEqual([0, 1]);
  });
});

describe('§5.2 an acknowledgement of bytes that were never sent', () => {
  test('brings the reassembly to no halt', () => {
    const script = tcpScript`
      ${EXCHANGE}
      3.000   C > S   ${POST} ack=500000
      +0.020  S > C   ${OK}
      +0      C > S   FIN
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(timelineOf(script)).toMatchObject({ requests: 2, responses: 2 });
  });
});
