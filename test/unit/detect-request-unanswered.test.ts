import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

const swallowed = tcpScript`
  ${EXCHANGE}
  900.060 C > S   ${POST}          @request
  +0.220  C > S   ${POST} seq=28   @again
  +0.440  C > S   ${POST} seq=28
`;

describe('a request that is sent again and again into silence fell into a hole', () => {
  test('whether it ran cannot be told', () => {
    expect(findingOf(swallowed)).toMatchObject({
      kind: 'request-unanswered',
      family: 'forgotten-on-path',
      owner: 'network',
      executed: 'unknown',
      proof: 'none',
      proofFrame: null,
      request: { number: 2, frame: swallowed.frame('request') },
    });
  });

  test('the first repetition is the evidence', () => {
    expect(findingOf(swallowed).evidence).toContainEqual(
      expect.objectContaining({ frame: swallowed.frame('again'), role: 'retransmission' }),
    );
  });

  test('one unanswered repetition decides, with less confidence', () => {
    const once = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.220  C > S   ${POST} seq=28
    `;
    expect(findingOf(once)).toMatchObject({ kind: 'request-unanswered', confidence: 'possible' });
    expect(findingOf(swallowed).confidence).toBe('likely');
  });

  test('the gateway’s own FIN into the same silence changes nothing', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.220  C > S   ${POST} seq=28
      +5.000  C > S   FIN
      +0.220  C > S   FIN seq=75
    `;
    expect(outcomesOf(script)).toEqual(['request-unanswered']);
  });

  test('nor does the upstream’s own close long after: it had not met the request', () => {
    const late = (copies: string) => tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      ${copies}
      930.000 S > C   FIN ack=28
      +0      C > S   FIN seq=75
    `;
    const again = raw`+0.220  C > S  ${POST} seq=28`;
    expect(outcomesOf(late(`${again}\n${again}`))).toEqual(['request-unanswered']);
    // One copy may be lost on a race's way; and a reset tells that the path had only stalled.
    const stalled = `${again}\n${again}\n929.000 S > C  FIN ack=28\n+0.010 S > C  RST (bare) seq=41`;
    expect(outcomesOf(late(stalled))).toEqual(['fin-during-request']);
    expect(outcomesOf(late(again))).toEqual(['fin-during-request']);
  });

  test('idle is told: it names the box that forgot', () => {
    expect(findingOf(swallowed).measures.idleSeconds).toBeCloseTo(900, 6);
  });
});

describe('near misses', () => {
  test('one copy and the end of the capture is an open connection', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });

  test('a repetition that is acknowledged was delivered', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.220  C > S   ${POST} seq=28
      +0.020  S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });

  test('an acknowledgement of what came before is no answer', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.020  S > C   ACK ack=28
      +0.220  C > S   ${POST} seq=28
    `;
    expect(outcomesOf(script)).toEqual(['request-unanswered']);
  });

  test('a reset is an answer', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.220  C > S   ${POST} seq=28
      +0.020  S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });

  test('a reset is an answer to the first request of a connection too', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${POST}
      +0.220  C > S   ${POST} seq=1
      +0.020  S > C   RST (bare) seq=1
    `;
    expect(outcomesOf(script)).not.toContain('request-unanswered');
  });

  test('a response is an answer, however late', () => {
    const script = tcpScript`
      ${EXCHANGE}
      900.060 C > S   ${POST}
      +0.220  C > S   ${POST} seq=28
      +30     S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('silence where the capture holds nothing of the upstream proves nothing', () => {
    const script = tcpScript`
      C > S   ${POST}
      +0.220  C > S   ${POST} seq=1
    `;
    expect(outcomesOf(script)).toEqual(['undecided:one-direction']);
  });
});
