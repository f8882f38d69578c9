import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const atGateway = tcpScript`
  ${EXCHANGE}
  5.050   C > S   ${POST}                @request
  +0.010  S > C   FIN ack=28             @fin
  +0      C > S   FIN
  +0.010  S > C   RST (bare) seq=41      @reset
  +0      S > C   RST (bare) seq=42
`;

const atUpstream = tcpScript`
  ${EXCHANGE}
  5.060   S > C   FIN ack=28             @fin
  +0.005  C > S   ${POST} ack=41         @request
  +0      S > C   RST (bare) seq=41      @reset
  +0.010  C > S   FIN
  +0      S > C   RST (bare) seq=42
`;

describe('a FIN that knows nothing of the request, and a request that knows nothing of the FIN, are the race', () => {
  test.each([
    ['gateway', atGateway],
    ['upstream', atUpstream],
  ])('at the %s', (_, script) => {
    const finding = findingOf(script);
    expect(finding).toMatchObject({
      kind: 'fin-during-request',
      family: 'keep-alive-race',
      severity: 'error',
      confidence: 'certain',
      owner: 'settings',
      executed: 'no',
      proof: 'closed-before',
      proofFrame: script.frame('fin'),
      request: { number: 2, method: 'POST', frame: script.frame('request') },
    });
    expect(finding.evidence.map(({ role, frame, level }) => [role, frame, level])).toEqual([
      ['fin', script.frame('fin'), 'proven'],
      ['request', script.frame('request'), 'proven'],
      ['reset', script.frame('reset'), 'proven'],
      ['order', script.frame('fin'), 'measured'],
    ]);
  });

  test('idle is the time from the last byte of the answer to the FIN', () => {
    expect(findingOf(atUpstream).measures.idleSeconds).toBeCloseTo(5, 6);
    expect(findingOf(atGateway).measures.idleSeconds).toBeCloseTo(5, 6);
  });

  test('the first request of a connection can meet a FIN too', () => {
    const finding = findingOf(tcpScript`
      ${HANDSHAKE}
      30.020  S > C   FIN ack=1
      +0      C > S   ${GET} ack=1
      +0      S > C   RST (bare) seq=1
    `);
    expect(finding).toMatchObject({ kind: 'fin-during-request', executed: 'no', request: { number: 1 } });
  });

  test('no reset need follow: a lingering close acknowledges the request and throws it away', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN ack=28
      +0.005  C > S   ${POST} ack=41
      +0      S > C   ACK
      +0.010  C > S   FIN
      +0      S > C   ACK
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'fin-during-request',
      executed: 'no',
      excluded: expect.arrayContaining([expect.objectContaining({ kind: 'closed-during-upload' })]),
    });
  });

  test('where the server lingers, that nothing was executed is likely, not certain', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN ack=28
      +0.005  C > S   ${POST} ack=41
      +0      S > C   ACK
    `;
    expect(findingOf(script).confidence).toBe('likely');
  });

  test('the first FIN counts: its repetition acknowledges more', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN ack=28             @fin
      +0.005  C > S   ${POST} ack=41
      +0.200  S > C   FIN seq=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', proofFrame: script.frame('fin') });
  });

  test('of two copies of the FIN in any order the one with the lower acknowledgement counts', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.050   C > S   ${POST} ack=41
      +0.200  S > C   FIN seq=41
      +0      S > C   FIN seq=41 ack=28      @fin
      +0      S > C   RST (bare) seq=41
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', proofFrame: script.frame('fin') });
  });

  test('a request in several segments raced as a whole', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.050   C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
      +0      C > S   "body"
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('a request that was lost once and repeated is still the race, with the loss in the timeline', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.050   C > S   ${POST}                @request
      +0.010  S > C   FIN ack=28
      +0      C > S   ACK ack=42
      +0.200  C > S   ${POST} seq=28
      +0.020  S > C   RST (bare) seq=42
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'fin-during-request',
      request: { frame: script.frame('request') },
    });
  });
});

test('bytes that the capture missed, sent before the upstream knew of the request, are no answer to it', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.050   C > S   ${POST}
    +0.010  S > C   24 bytes ack=28 (uncaptured)
    +0      S > C   FIN ack=28
  `;
  expect(findingOf(script)).toMatchObject({
    kind: 'fin-during-request',
    confidence: 'likely',
    executed: 'no',
  });
});

describe('near misses', () => {
  const answering = (fin: string) => tcpScript`
    ${EXCHANGE}
    5.050   C > S   ${POST}
    +0.010  S > C   ${fin}
    +0      C > S   ACK
  `;

  test.each([
    ['FIN ack=28', 'fin-during-request', 'none of it'],
    ['FIN ack=29', 'closed-during-upload', 'its first byte'],
    ['FIN ack=74', 'closed-during-upload', 'all but its last byte'],
    ['FIN ack=75', 'premature-close-before-headers', 'all of it'],
  ])('%s of a request from 28 to 74 is %s: the upstream had %s', (fin, kind) => {
    expect(outcomesOf(answering(fin))).toEqual([kind]);
  });

  test.each([
    [41, 'fin-during-request'],
    [42, 'late-reuse'],
  ])('a request with ack %i, the FIN being at 41, is %s', (ack, kind) => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN ack=28
      +0.005  C > S   ${POST} ack=${ack}
      +0      S > C   RST (bare) seq=${ack}
    `;
    expect(outcomesOf(script)).toEqual([kind]);
  });

  test('a request that got its answer lost nothing by the FIN that follows', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.050   C > S   ${POST}
      +0.010  S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('an idle close with no request anywhere near is none', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('a FIN of the client makes no race: it had given up first', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.050   C > S   ${POST}
      +0      C > S   FIN
      +0.010  S > C   ACK
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).not.toContain('fin-during-request');
  });
});
