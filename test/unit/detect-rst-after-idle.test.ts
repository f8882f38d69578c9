import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** A request from 28 to 74 after 350 s without a byte, and what the other side says to it. */
const answeredBy = (reset: string) => tcpScript`
  ${EXCHANGE}
  350.060 C > S   ${POST}   @request
  +0.020  S > C   ${reset}  @reset
`;

describe('the manner of the reset tells who had forgotten the connection', () => {
  test.each([
    ['RST (bare) seq=41', 'answers-request', 'host', 'no', 'closed-before'],
    ['RST (bare) seq=41 ttl=63', 'answers-request', 'network', 'no', 'closed-before'],
    ['RST ack=28', 'crossed-request', 'settings', 'no', 'closed-before'],
    ['RST ack=29', 'covers-request', 'settings', 'possibly', 'kernel-had-it'],
    ['RST ack=75', 'covers-request', 'settings', 'possibly', 'kernel-had-it'],
  ])('%s: %s, owner %s, executed: %s', (reset, manner, owner, executed, proof) => {
    const script = answeredBy(reset);
    expect(findingOf(script)).toMatchObject({
      kind: 'rst-after-idle',
      manner,
      owner,
      executed,
      proof,
      proofFrame: script.frame('reset'),
      request: { number: 2, frame: script.frame('request') },
    });
  });

  test.each([
    ['RST (bare) seq=41', 'forgotten-on-path'],
    ['RST ack=28', 'keep-alive-race'],
    ['RST ack=75', 'keep-alive-race'],
  ])('%s belongs to the family %s', (reset, family) => {
    expect(findingOf(answeredBy(reset)).family).toBe(family);
  });

  test('the TTL of the reset is compared with that of the upstream’s other packets', () => {
    const evidence = (reset: string) =>
      findingOf(answeredBy(reset)).evidence.find(({ role }) => role === 'sender')?.text;
    expect(evidence('RST (bare) seq=41')).toMatch(/TTL 64, as/);
    expect(evidence('RST (bare) seq=41 ttl=255')).toMatch(/TTL 255.* 64:/);
  });

  test('the hop limit stands in for the TTL over IPv6', () => {
    const finding = findingOf(tcpScript`
      capture ipv6
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.020  S > C   RST (bare) seq=41 ttl=255
    `);
    expect(finding).toMatchObject({ manner: 'answers-request', owner: 'network' });
  });

  test('idle is given, however short', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      +0.001  C > S   ${POST}
      +0.020  S > C   RST ack=28
    `);
    expect(finding.kind).toBe('rst-after-idle');
    expect(finding.measures.idleSeconds).toBeCloseTo(0.021, 6);
  });

  test('a capture that began in mid-connection shows a reused connection too, though not that it was idle', () => {
    const script = tcpScript`
      C > S   ${GET}
      +0.020  S > C   RST (bare)
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'rst-after-idle',
      manner: 'answers-request',
      confidence: 'likely',
    });
  });

  test.each([
    ['RST (bare) seq=41', 'certain'],
    ['RST ack=28', 'certain'],
    // A kill with the request unread looks the same.
    ['RST ack=75', 'likely'],
  ])('%s is %s', (reset, confidence) => {
    expect(findingOf(answeredBy(reset)).confidence).toBe(confidence);
  });

  test('the close of an upstream that closes such connections itself may have been missed', () => {
    const closed = (n: number, age: number) => `
      ${10 * n}.000 C${n} > S  SYN
      +0        S > C${n}  SYN ACK
      +0        C${n} > S  ${GET}
      +0        S > C${n}  ${OK}
      +0        C${n} > S  ACK
      +${age}   S > C${n}  FIN
      +0        C${n} > S  FIN
    `;
    const confidence = (age: number) =>
      findingOf(tcpScript`
        ${closed(1, age)} ${closed(2, age)} ${closed(3, age)}
        ${EXCHANGE.replaceAll('0.000', '100.000')}
        +5.000  C > S   ${POST}
        +0.020  S > C   RST (bare) seq=41
      `).confidence;
    expect([confidence(4.9), confidence(8)]).toEqual(['likely', 'certain']);
  });

  test('a live abort comes before bare resets, in whatever order they were captured', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.020  S > C   RST (bare) seq=41
      +0      S > C   RST ack=28          @abort
    `;
    expect(findingOf(script)).toMatchObject({
      manner: 'crossed-request',
      confidence: 'certain',
      proofFrame: script.frame('abort'),
    });
  });

  test('a repeated request and a reset for each copy are one finding', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.200  C > S   ${POST} seq=28
      +0.020  S > C   RST (bare) seq=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });
});

describe('near misses', () => {
  test('a FIN of the upstream anywhere makes it the race', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 S > C   FIN ack=28
      +0      C > S   ${POST} ack=41
      +0.020  S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('a packet that acknowledges the request before the reset makes it a premature close', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.020  S > C   ACK
      +1.000  S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });

  test('a packet that acknowledges a part of it makes the request unread', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.020  S > C   ACK ack=29
      +1.000  S > C   RST ack=29
    `;
    expect(outcomesOf(script)).toEqual(['reset-with-unread-request']);
  });

  test('the first request of a connection is not after idle', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   RST ack=1
    `;
    expect(outcomesOf(script)).not.toContain('rst-after-idle');
  });

  test('a reset with nothing outstanding hurts nobody', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });

  test('a request that was answered and then reset is none', () => {
    const script = tcpScript`
      ${EXCHANGE}
      350.060 C > S   ${POST}
      +0.020  S > C   ${OK}
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });
});
