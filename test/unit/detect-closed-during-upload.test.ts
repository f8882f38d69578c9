import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** Head of 50 bytes, body of 1000: the request goes from 1 to 1050. */
const UPLOAD = String.raw`"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"`;

describe('a FIN that acknowledges a part of the request was sent by a process that had read that part', () => {
  test('of a request that was sent whole', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}             @request
      +0      C > S   1000 bytes
      +0.020  S > C   FIN ack=551           @fin
      +0.020  S > C   RST (bare) seq=2
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'closed-during-upload',
      family: 'closed-without-answer',
      owner: 'application',
      executed: 'possibly',
      proof: 'kernel-had-it',
      proofFrame: script.frame('fin'),
      request: { frame: script.frame('request') },
    });
  });

  test('of a request whose rest never came: a read timeout', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   ACK
      +10.00  S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `);
    expect(finding).toMatchObject({ kind: 'closed-during-upload', executed: 'possibly' });
  });

  test('of a chunked request', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      1.000   C > S   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
      +0.020  S > C   ACK
      +10.00  S > C   FIN
    `);
    expect(finding).toMatchObject({ kind: 'closed-during-upload', request: { number: 2 } });
  });

  test('the bytes of the head count as read', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0.020  S > C   FIN
    `);
    expect(finding.kind).toBe('closed-during-upload');
  });
});

describe('near misses', () => {
  test('a FIN that covers the whole request', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   1000 bytes
      +0.020  S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });

  test('a FIN that knows nothing of it', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${UPLOAD}
      +0.001  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
      +0      C > S   500 bytes ack=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('a reset instead of a FIN', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   ACK
      +1.000  S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['reset-with-unread-request']);
  });

  test('an answer before the end of the upload', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
      +0      S > C   FIN
      +0      C > S   600 bytes
      +0      S > C   RST (bare)
    `;
    expect(outcomesOf(script)).toEqual(['response-lost-to-reset']);
  });

  test('the gateway gave up its own upload', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${UPLOAD}
      +0      C > S   400 bytes
      +0.020  S > C   ACK
      +1.000  C > S   FIN
      +0.020  S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });
});
