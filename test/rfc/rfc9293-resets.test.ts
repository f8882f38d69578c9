/** RFC 9293 §3.5.2 and §3.5.3: which resets are sent, and which count. */
import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('form', () => {
  test('in answer to a packet with ACK the reset has no ACK and the number that was acknowledged', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   C > S   ${POST}
      +0      S > C   RST (bare) seq=41
    `;
    expect(timelineOf(script).server.resets).toMatchObject([{ seq: 41, ack: null }]);
    expect(findingOf(script).manner).toBe('answers-request');
  });

  test('in answer to a packet without ACK the reset acknowledges it', () => {
    const script = tcpScript`
      C > S   SYN
      S > C   RST
    `;
    expect(timelineOf(script).server.resets).toMatchObject([{ ack: 1 }]);
  });

  test('an abort has the next number and an ACK', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   C > S   ${POST}
      +0      S > C   RST ack=28
    `;
    expect(timelineOf(script).server.resets).toMatchObject([{ seq: 41, ack: 28 }]);
    expect(findingOf(script).manner).toBe('crossed-request');
  });
});

describe('numbers', () => {
  test('a reset acknowledges nothing that counts as delivery', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   C > S   ${POST}
      +0      S > C   RST ack=75
    `;
    expect(timelineOf(script).server.ackedUpTo).toBe(28);
  });

  test('a reset takes no sequence space, and its payload is a diagnosis, not data', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   S > C   RST "HTTP/1.1 999 cookie out of order\r\n\r\n"
    `;
    expect(timelineOf(script).server).toMatchObject({ sentUpTo: 41, payloadBytes: 40 });
    expect(timelineOf(script).responses).toBe(1);
  });
});

test('a reset ends both sides', () => {
  const { client, server } = timelineOf(tcpScript`
    ${EXCHANGE}
    9.000   S > C   RST
  `);
  expect([client.states.at(-1)?.state, server.states.at(-1)?.state]).toEqual(['CLOSED', 'CLOSED']);
});

test('close() with unread bytes resets instead of closing (RFC 1122 §4.2.2.13)', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.001  S > C   RST ack=28
  `;
  expect(outcomesOf(script)).toEqual(['reset-with-unread-request']);
});

test('thousands of resets are counted, a thousand frames are listed, sixteen are kept', () => {
  const script = tcpScript`
    ${EXCHANGE}
    9.000   S > C   RST
    ${Array<string>(3000).fill('+0.001  S > C   RST (bare) seq=41').join('\n')}
  `;
  const { server } = timelineOf(script);
  expect(server.packets).toBe(2 + 3001);
  expect(server.resetFrames).toHaveLength(1000);
  expect(server.resets).toHaveLength(16);
});

test('a connection that goes on after a reset was not ended by it', () => {
  const script = tcpScript`
    ${EXCHANGE}
    3.000   S > C   RST (bare) seq=2000000
    5.000   C > S   ${POST}
    +0.020  S > C   ${OK}
    +0      C > S   ACK
    9.000   C > S   FIN
    +0      S > C   FIN
    +0      C > S   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
  expect(timelineOf(script)).toMatchObject({ closedBy: 'client', end: 'fin' });
});
