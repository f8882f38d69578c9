import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** A request in the middle of its answer, and a reset in the upstream's name. */
const inMidAnswer = (reset: string) => tcpScript`
  ${HANDSHAKE}
  +0      C > S   ${GET}
  +0.020  S > C   ACK
  +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin"
  +0      C > S   ACK
  +0.500  S > C   ${reset}   @reset
`;

describe('a reset whose TTL is not that of the upstream’s other packets was sent by somebody on the path', () => {
  test.each(['RST (bare) ttl=254', 'RST ttl=63', 'RST ttl=65'])('%s', (reset) => {
    const finding = findingOf(inMidAnswer(reset));
    expect(finding).toMatchObject({
      kind: 'foreign-reset',
      family: 'forgotten-on-path',
      owner: 'network',
      executed: 'answered',
    });
    expect(finding.confidence).not.toBe('certain');
  });

  test('before any answer, a delivered request may have run', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +0.020  S > C   ACK
      +0.500  S > C   RST ttl=254
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'foreign-reset',
      executed: 'possibly',
      proof: 'kernel-had-it',
    });
  });

  test('the hop limit stands in for the TTL over IPv6', () => {
    const script = tcpScript`
      capture ipv6
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +0.020  S > C   ACK
      +0.500  S > C   RST ttl=254
    `;
    expect(outcomesOf(script)).toEqual(['foreign-reset']);
  });
});

describe('an upstream that goes on after its reset did not send it', () => {
  /** A reset in the upstream's name answers the request, `seconds` before the upstream does. */
  const answeredAfter = (seconds: number) => tcpScript`
    ${EXCHANGE}
    5.000   C > S   ${GET}
    +0.020  S > C   RST (bare) seq=41
    +${seconds}  S > C   ${OK}   @answer
    +0      C > S   RST (bare)
  `;

  test('the request ran, and was answered', () => {
    const script = answeredAfter(0.3);
    const finding = findingOf(script);
    expect(finding).toMatchObject({
      kind: 'foreign-reset',
      owner: 'network',
      executed: 'answered',
      proofFrame: script.frame('answer'),
    });
    expect(finding.evidence[0]?.text).toMatch(/sent bytes 300\.00 ms after the reset/);
  });

  test('near miss: bytes that may have been on their way prove nothing', () => {
    expect(outcomesOf(answeredAfter(0.05))).not.toContain('foreign-reset');
  });

  test('near miss: bytes sent again are no new ones', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin"
      +0      S > C   RST
      +0.300  S > C   "begin" seq=40
    `;
    expect(outcomesOf(script)).toEqual(['truncated-response']);
  });
});

describe('near misses', () => {
  test('the upstream’s own TTL', () => {
    expect(outcomesOf(inMidAnswer('RST'))).toEqual(['truncated-response']);
  });

  test('IP identification 0 and window 0 are normal for a bare reset of Linux', () => {
    expect(outcomesOf(inMidAnswer('RST (bare) ipid=0 win=0'))).toEqual(['truncated-response']);
  });

  test('a TTL between those that the upstream’s packets have', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK ttl=60
      +0.020  S > C   ACK ttl=64
      +0.500  S > C   RST ttl=62
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });

  test('an idle connection that was forgotten on the path', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${GET}
      +0.020  S > C   RST (bare) seq=41 ttl=254
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });

  test('one packet does not tell a host’s TTL', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   RST ack=28 ttl=63
    `;
    expect(outcomesOf(script)).toEqual(['reset-with-unread-request']);
  });
});
