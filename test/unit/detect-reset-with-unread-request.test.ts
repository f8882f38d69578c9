import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** Head of 50 bytes, body of 1000. */
const UPLOAD = String.raw`"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"`;

describe('close() with unread bytes sends RST+ACK', () => {
  test('while the request was still coming in', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}     @request
      +0      C > S   400 bytes
      +0.020  S > C   ACK
      +1.000  S > C   RST           @reset
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'reset-with-unread-request',
      family: 'closed-without-answer',
      owner: 'application',
      executed: 'possibly',
      proof: 'kernel-had-it',
      proofFrame: script.frame('reset'),
      request: { frame: script.frame('request') },
    });
  });

  test('with a reset that acknowledges the first request of the connection and comes before any acknowledgement', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   RST ack=28
    `);
    expect(finding).toMatchObject({ kind: 'reset-with-unread-request', executed: 'possibly' });
  });

  test('on a reused connection, when a part had been acknowledged before', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${UPLOAD}
      +0.020  S > C   ACK
      +0      C > S   400 bytes
      +1.000  S > C   RST ack=78
    `);
    expect(finding).toMatchObject({ kind: 'reset-with-unread-request', request: { number: 2 } });
  });

  test('the bytes that had arrived are told', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   ACK
      +1.000  S > C   RST
    `);
    expect(finding.evidence[0]?.text).toContain('450 bytes');
  });
});

describe('near misses', () => {
  test('the whole request had been acknowledged', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +1.000  S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });

  test('an idle connection’s first word', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${POST}
      +0.020  S > C   RST ack=75
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });

  test('a part of an answer', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['response-lost-to-reset']);
  });

  test('the gateway reset its own upload', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   ACK
      +1.000  C > S   RST
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });
});
