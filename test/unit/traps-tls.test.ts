/**
 * Traps of encrypted connections: alerts that look like answers, and closes that cross them (RFC 8446 §6.1).
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf, outcomesOf } from '../support/diagnosis.ts';
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

describe('what a client sends that had acknowledged the FIN, and leaves itself at once', () => {
  const late = (words: string) => tcpScript`
    ${EXCHANGE}
    5.000   S > C   "${closeNotify13}"
    +0      S > C   FIN
    +0.010  C > S   "${words}"
    +0      S > C   RST (bare) seq=629
    +0      C > S   FIN
    +0      S > C   RST (bare) seq=629
  `;

  test('is a late reuse where it is as long as a request', () => {
    expect(findingOf(late(record(DATA, 222)))).toMatchObject({
      kind: 'late-reuse',
      owner: 'settings',
      executed: 'no',
      confidence: 'likely',
    });
  });

  test.each([
    ['a close_notify', closeNotify13],
    ['an alert of TLS 1.2', closeNotify12],
    ['a short farewell', record(DATA, 24)],
  ])('is none where it is %s', (_, words) => {
    expect(analysisOf(late(words).bytes).report.findings).toEqual([]);
  });
});

test('who goes on uploading after an early answer and its FIN reuses nothing', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   "${record(DATA, 1000)}"
    +0.020  S > C   "${record(DATA, 298)}${closeNotify13}"
    +0      S > C   FIN
    +0      C > S   "${record(DATA, 1000)}"
    +0      C > S   FIN
    +0      S > C   RST (bare) seq=932
  `;
  expect(outcomesOf(script)).not.toContain('late-reuse');
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
