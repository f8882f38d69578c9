/**
 * Traps of encrypted connections: alerts that look like answers, and closes that cross them (RFC 8446 §6.1).
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf } from '../support/diagnosis.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { escaped, tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** A record of TLS 1.2's format with `length` bytes that mean nothing (RFC 8446 §5.1). */
const record = (type: number, length: number, first: readonly number[] = []) =>
  escaped([
    type,
    3,
    3,
    length >> 8,
    length & 255,
    ...first,
    ...Array<number>(length - first.length).fill(0x5a),
  ]);
const HELLO = 22;
const DATA = 23;
const ALERT = 21;
const clientHello = record(HELLO, 200, [1, 0, 0, 196, 3, 3]);
const serverHello = record(HELLO, 90, [2, 0, 0, 86, 3, 3]);
/** An alert of two bytes in TLS 1.3: hidden among application data, told by its length. */
const closeNotify13 = record(DATA, 19);
const closeNotify12 = record(ALERT, 26);

/** One answered request. Next sequence numbers: client 517, server 604. */
const EXCHANGE = raw`
  ${HANDSHAKE}
  +0      C > S   "${clientHello}"
  +0.020  S > C   "${serverHello}${record(DATA, 200)}"
  +0      C > S   "${record(DATA, 53)}"
  +0      C > S   "${record(DATA, 248)}"
  +0.020  S > C   "${record(DATA, 298)}"
  +0      C > S   ACK
`;

test.each([
  ['TLS 1.3', closeNotify13],
  ['TLS 1.2', closeNotify12],
])('T36 an alert before the FIN is no answer to the request that crosses it (%s)', (_, alert) => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   S > C   "${alert}"
    +0      S > C   FIN
    +0      C > S   "${record(DATA, 300)}" ack=604    @request
    +0      S > C   RST (bare) seq=604
  `;
  expect(findingOf(script)).toMatchObject({
    kind: 'fin-during-request',
    executed: 'no',
    request: { frame: script.frame('request'), method: null },
  });
});

test.each([
  ['TLS 1.3', closeNotify13],
  ['TLS 1.2', closeNotify12],
])('T36 nor to the request that had arrived (%s)', (_, alert) => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   "${record(DATA, 300)}"
    +0.020  S > C   ACK
    +1      S > C   "${alert}"
    +0      S > C   FIN
    +0      C > S   FIN
  `;
  expect(findingOf(script)).toMatchObject({ kind: 'premature-close-before-headers', executed: 'likely' });
});

test('T36 an alert that was lost and comes after the reset is no answer either, nor is the reset that it draws', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   "${record(DATA, 300)}"
    +0.010  S > C   FIN seq=628 ack=517
    +0      C > S   ACK ack=604
    +0      S > C   RST (bare) seq=604
    +0      S > C   "${closeNotify13}" seq=604 ack=517
    +0      C > S   RST (bare) seq=517
  `;
  expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', executed: 'no' });
});

describe('T11 a close_notify that crosses the FIN and draws a reset is no request', () => {
  test.each([
    ['and a FIN', '+0 C > S FIN ack=604'],
    ['alone', ''],
  ])('%s', (_, fin) => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   "${closeNotify13}"
      +0      S > C   FIN
      +0      C > S   "${closeNotify13}" ack=604
      ${fin}
      +0      S > C   RST (bare) seq=604
      +0      S > C   RST (bare) seq=604
    `;
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });
});

test('a verdict on what nobody can read is never certain', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   "${record(DATA, 300)}"
    +0.020  S > C   ACK
    +1      S > C   "${closeNotify13}"
    +0      S > C   FIN
    +0      C > S   FIN
  `;
  const { kind, confidence } = findingOf(script);
  expect(kind).toBe('premature-close-before-headers');
  expect(confidence).not.toBe('certain');
});
