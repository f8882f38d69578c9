import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** Head of 50 bytes, body of 1000. */
const UPLOAD = String.raw`"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"`;
/** 66 bytes. */
const REFUSED = String.raw`"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"`;

describe('an answer before the end of the request and a reset on its heels', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${UPLOAD}
    +0      C > S   400 bytes
    +0.020  S > C   ${REFUSED}                @response
    +0      S > C   RST                       @reset
  `;

  test('whether the client got it cannot be told: a warning, and possible at best', () => {
    expect(findingOf(script)).toMatchObject({
      kind: 'response-lost-to-reset',
      family: 'response-cut',
      severity: 'warning',
      confidence: 'possible',
      owner: 'application',
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: script.frame('response'),
    });
  });

  test('so too where the gateway had acknowledged the answer', () => {
    const acknowledged = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   ${REFUSED}
      +0      C > S   400 bytes
      +0      S > C   RST
    `;
    expect(outcomesOf(acknowledged)).toEqual(['response-lost-to-reset']);
  });

  test('a FIN may come between: what is sent after it meets the reset', () => {
    const closed = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   ${REFUSED}
      +0      S > C   FIN
      +0      C > S   600 bytes
      +0.020  S > C   RST (bare)
    `;
    expect(outcomesOf(closed)).toEqual(['response-lost-to-reset']);
  });

  test('the request may be complete, if the answer left before all of it had arrived', () => {
    const crossed = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   1000 bytes
      +0.020  S > C   ${REFUSED} ack=51
      +0      S > C   RST ack=51
    `;
    expect(outcomesOf(crossed)).toEqual(['response-lost-to-reset']);
  });

  test('a part of an answer is judged alike', () => {
    const part = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   "HTTP/1.1 413 Too Large\r\nContent-Length: 100\r\n\r\nso"
      +0      S > C   RST
    `;
    expect(outcomesOf(part)).toEqual(['response-lost-to-reset']);
  });
});

/** Of each packet the first 30 bytes of payload are captured. */
const hiddenUpload = (window: number) => tcpScript`
  capture snaplen=84
  ${EXCHANGE}
  +1      C > S   ${UPLOAD}
  +0      C > S   700 bytes
  +0.020  S > C   ACK win=${window}
  +0.100  S > C   ${REFUSED} win=${window}
  +0      S > C   RST
`;

test('of a request whose end the capture hides, a closed receive window tells that bytes lay unread', () => {
  const finding = findingOf(hiddenUpload(0));
  expect(finding).toMatchObject({
    kind: 'response-lost-to-reset',
    severity: 'warning',
    confidence: 'possible',
  });
  expect(finding.evidence[1]?.text).toMatch(/window of 0/);
});

describe('of a request whose end the capture hides, what came behind the FIN', () => {
  const behind = (more: string) => tcpScript`
    capture snaplen=84
    ${EXCHANGE}
    +1      C > S   ${UPLOAD}
    +0      C > S   700 bytes
    +0.020  S > C   ${REFUSED} @response
    +0      S > C   FIN
    ${more}
    +0.020  S > C   RST (bare)
  `;

  test('tells that not all of it had been read', () => {
    expect(findingOf(behind('+0 C > S 700 bytes'))).toMatchObject({
      kind: 'response-lost-to-reset',
      severity: 'warning',
      confidence: 'possible',
    });
  });

  test.each([
    ['nothing', ''],
    ['the gateway’s own FIN', '+0 C > S FIN'],
  ])('near miss: %s', (_, more) => {
    expect(outcomesOf(behind(more))).not.toContain('response-lost-to-reset');
  });
});

describe('near misses', () => {
  test('an open window tells nothing of a request whose end is hidden', () => {
    expect(outcomesOf(hiddenUpload(4344))).not.toContain('response-lost-to-reset');
  });

  test('a request that was complete and acknowledged: the reset lingers', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   1000 bytes
      +0.020  S > C   ${OK}
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });

  test('no reset: the upload simply ends', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   ${REFUSED}
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['clean-close']);
  });

  test('a reset of the gateway, which has its answer and stops the upload', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   ${REFUSED}
      +0      C > S   RST
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });
});
