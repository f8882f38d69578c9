import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** The first request, from 1 to 27, closed by `close` after `wait` seconds. */
const closedAfter = (wait: string, close = 'FIN') => tcpScript`
  ${HANDSHAKE}
  +0        C > S   ${GET}      @request
  +0.020    S > C   ACK         @delivered
  +${wait}  S > C   ${close}    @close
  +0        C > S   FIN
  +0.020    S > C   ACK
`;

describe('a FIN that covers the whole request was sent by a process that had read it', () => {
  const script = closedAfter('5.000');

  test('likely executed', () => {
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      family: 'closed-without-answer',
      severity: 'error',
      owner: 'application',
      executed: 'likely',
      proof: 'process-read-it',
      proofFrame: script.frame('close'),
      request: { number: 1, method: 'GET', target: '/', frame: script.frame('request') },
    });
  });

  test('the wait is from the last byte of the request to the close', () => {
    expect(findingOf(script).measures).toMatchObject({ waitSeconds: 5.02, idleSeconds: null });
  });

  test('the FIN itself may carry the acknowledgement (delayed ACK)', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.021  S > C   FIN ack=28
      +0      C > S   FIN
      +0      S > C   ACK
    `);
    expect(finding).toMatchObject({ kind: 'premature-close-before-headers', executed: 'likely' });
  });

  test('a later request of a connection is judged like the first', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      3.000   C > S   ${GET}
      +0.040  S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `);
    expect(finding).toMatchObject({ kind: 'premature-close-before-headers', request: { number: 2 } });
  });
});

describe('a reset after the whole request was acknowledged proves that the kernel had it, no more', () => {
  test.each(['RST', 'RST (bare)'])('%s', (reset) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK         @delivered
      +0.500  S > C   ${reset}    @close
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      executed: 'possibly',
      proof: 'kernel-had-it',
      proofFrame: script.frame('delivered'),
    });
  });
});

describe('manner', () => {
  test.each([
    ['0.000', 'instant'],
    ['0.015', 'instant'],
    ['0.100', 'unknown'],
    ['60.000', 'unknown'],
  ])('closed %s s beyond the round trip, one connection alone: %s', (wait, manner) => {
    expect(findingOf(closedAfter(wait)).manner).toBe(manner);
  });
});

describe('near misses', () => {
  test('one byte of a response, captured', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "H"
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['partial-response-headers']);
  });

  test('a response that the capture missed: the gateway acknowledged it', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ${OK} (uncaptured)
      +0      C > S   ACK
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['undecided:packets-missing']);
  });

  test('a response that the capture missed: the FIN’s own number tells', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ${OK} (lost)
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual([expect.stringMatching(/^undecided:/)]);
  });

  test('the gateway closed first', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +5      C > S   FIN
      +0.020  S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });

  test('the capture ended before the close', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });
});

describe('a request that follows the announced end of the connection', () => {
  const CLOSING = String.raw`"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"`;

  test.each([
    ['a FIN', 'FIN'],
    ['a reset', 'RST'],
  ])('need not have been processed, whatever %s acknowledges (RFC 9112 §9.6)', (_, close) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ${CLOSING}   @answer
      +0.001  C > S   ${GET}
      +0.020  S > C   ACK
      +0.020  S > C   ${close}
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      confidence: 'likely',
      owner: 'gateway',
      executed: 'unknown',
      proofFrame: null,
    });
    expect(findingOf(script).evidence[0]?.frame).toBe(script.frame('answer'));
  });
});
