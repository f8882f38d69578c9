/** RFC 1122 §4.2.3.6: probes of an idle connection, from below the next sequence number, with no byte or one. */
import { describe, expect, test } from '@jest/globals';
import { PACKET_NOTE } from '../../src/timeline/schema.ts';
import { connectionsOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** Notes on the one packet that follows an exchange; the client's next number is 28, the server's 41. */
function noteOn(line: string, before = EXCHANGE): number | undefined {
  return timelineOf(tcpScript`
    ${before}
    15.000  ${line}
  `).packets.note.at(-1);
}

describe('what is a probe', () => {
  test.each([
    ['C > S ACK seq=27', EXCHANGE],
    ['C > S ACK 1 bytes seq=27', EXCHANGE],
    ['S > C ACK seq=40', EXCHANGE],
    ['S > C ACK 1 bytes seq=40', EXCHANGE],
    ['C > S ACK seq=0', HANDSHAKE],
    ['C > S ACK 1 bytes seq=0', HANDSHAKE],
  ])('%s', (line, before) => {
    expect(noteOn(line, before)).toBe(PACKET_NOTE.KEEP_ALIVE);
  });
});

/** RFC 9293 §3.8.4: no probe is sent while data is outstanding. */
const UNACKNOWLEDGED = `
  ${HANDSHAKE}
  +0      C > S   26 bytes
  +0      C > S   1 bytes
`;

describe('what is none', () => {
  test.each<[string, string, number, string?]>([
    ['an acknowledgement with the next number', 'C > S ACK', 0],
    ['one new byte', 'C > S "G"', 0],
    ['an older acknowledgement', 'C > S ACK seq=26', 0],
    ['two bytes', 'C > S 2 bytes seq=26', PACKET_NOTE.RETRANSMISSION],
    [
      'the last byte again, unacknowledged',
      'C > S 1 bytes seq=27',
      PACKET_NOTE.RETRANSMISSION,
      UNACKNOWLEDGED,
    ],
    ['an older byte', 'C > S 1 bytes seq=10', PACKET_NOTE.RETRANSMISSION],
    ['a FIN', 'C > S FIN seq=27', 0],
    ['a reset', 'C > S RST seq=27', 0],
  ])('%s', (_, line, note, before = EXCHANGE) => {
    expect(noteOn(line, before)).toBe(note);
  });
});

test('probes and their answers leave the counts alone', () => {
  const script = tcpScript`
    ${EXCHANGE}
    15.000  C > S   ACK 1 bytes seq=27
    +0.020  S > C   ACK
    30.000  C > S   ACK seq=27
    +0.020  S > C   ACK
    45.000  S > C   ACK 1 bytes seq=40
    +0.020  C > S   ACK
  `;
  expect(connectionsOf(script)).toMatchObject([
    { payloadBytes: [27, 40], retransmissions: [0, 0], outOfOrder: [0, 0], requests: 1, responses: 1 },
  ]);
  expect(timelineOf(script).lastPayloadTime).toBe(60e6);
});

test('probes without an answer are no unanswered request', () => {
  const script = tcpScript`
    ${EXCHANGE}
    15.000  C > S   ACK 1 bytes seq=27
    30.000  C > S   ACK 1 bytes seq=27
    45.000  C > S   ACK 1 bytes seq=27
  `;
  expect(outcomesOf(script)).toEqual(['open']);
});

test('a probe that meets a forgotten connection draws a reset: nothing was outstanding', () => {
  const script = tcpScript`
    ${EXCHANGE}
    400.00  C > S   ACK seq=27
    +0.020  S > C   RST (bare) seq=41
  `;
  expect(outcomesOf(script)).toEqual(['linger-reset']);
});

test('a probe of the side that waits for an answer does not repeat its request', () => {
  const script = tcpScript`
    ${EXCHANGE}
    1.000   C > S   ${POST}
    +0.020  S > C   ACK
    16.000  C > S   ACK 1 bytes seq=74
    +0.020  S > C   ACK
    20.000  S > C   ${OK}
  `;
  expect(timelineOf(script).exchanges.at(-1)?.request?.retransmittedFrame).toBeNull();
});
