import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

describe('the gateway closes first, with a request outstanding', () => {
  test.each(['FIN', 'RST'])('by %s, before any answer', (close) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK        @delivered
      60.020  C > S   ${close}   @close
    `;
    const finding = findingOf(script);
    expect(finding).toMatchObject({
      kind: 'proxy-gave-up',
      family: 'gateway-gave-up',
      manner: 'before-headers',
      owner: 'undetermined',
      executed: 'possibly',
      proof: 'kernel-had-it',
      proofFrame: script.frame('delivered'),
      evidence: expect.arrayContaining([expect.objectContaining({ frame: script.frame('close') })]),
    });
    expect(finding.confidence).not.toBe('certain');
    expect(finding.measures.waitSeconds).toBeCloseTo(60, 6);
  });

  test('a bare reset only answers what came after it had left: when that was is not on the wire', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      60.020  S > C   ${OK}
      +0      C > S   RST (bare) seq=28
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'proxy-gave-up',
      manner: 'before-headers',
      measures: { waitSeconds: null },
    });
  });

  test.each([
    ['gateway', [`S > C ${OK}`, 'C > S RST (bare) seq=28', 'S > C FIN', 'C > S RST (bare) seq=28']],
    ['upstream', [`S > C ${OK}`, 'S > C FIN', 'C > S RST (bare) seq=28', 'C > S RST (bare) seq=28']],
  ])('an answer and a FIN that nobody was left to take, as seen at the %s', (_, lines) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      60.020  ${lines.join('\n')}
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'proxy-gave-up', manner: 'before-headers' });
  });

  test('in the middle of a body', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
      +1      C > S   FIN
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'proxy-gave-up',
      manner: 'mid-body',
      executed: 'answered',
      proof: 'response-seen',
    });
  });

  test('a request that nobody acknowledged may have run or not', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +5.000  C > S   FIN
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'proxy-gave-up', executed: 'unknown', proof: 'none' });
  });

  test('the late answer draws a reset from the gateway: the upstream is not blamed', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      60.020  C > S   FIN
      +0.020  S > C   ACK
      75.000  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
      +0      C > S   RST (bare)
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });

  test('a complete late answer tells how long it would have had to wait, and that the request ran', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      60.020  C > S   FIN
      +0.020  S > C   ACK
      75.020  S > C   ${OK}      @late
      +0      C > S   RST (bare)
    `;
    const finding = findingOf(script);
    expect(finding).toMatchObject({ kind: 'proxy-gave-up', executed: 'answered', proof: 'response-seen' });
    expect(finding.evidence).toContainEqual(
      expect.objectContaining({
        frame: script.frame('late'),
        role: 'late-answer',
        text: expect.stringContaining('75.0'),
      }),
    );
  });

  test('an upstream that closes in answer to the gateway’s FIN is not blamed, whatever comes first in the file', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +60     S > C   FIN ack=29
      +0      C > S   FIN seq=28 ack=1
      +0      C > S   ACK seq=29 ack=2
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });
});

describe('near misses', () => {
  test('a half-close after the request, and the whole answer', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} FIN
      +0.020  S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('the gateway closes an idle connection', () => {
    const script = tcpScript`
      ${EXCHANGE}
      60.00   C > S   FIN
      +0.020  S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('the upstream closed first and knew nothing of the gateway’s FIN', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +5      C > S   FIN ack=2
      +0      S > C   FIN ack=28
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });
});

describe('a response whose head the snaplen cut may have been whole', () => {
  const left = (end: string) => tcpScript`
    capture snaplen=66
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   ${OK}
    +0      C > S   ACK
    +0.010  C > S   FIN
    ${end}
  `;

  test('not where more came after the gateway had left, and met a reset', () => {
    const outcomes = outcomesOf(
      left(raw`
      +0.010  S > C   "more of it"
      +0      C > S   RST (bare) seq=29
    `),
    );
    expect(outcomes).toEqual(['proxy-gave-up']);
  });

  test.each([
    ['nothing more came', '+0.010 S > C FIN'],
    [
      'what came was taken',
      raw`
      +0.010  S > C   "more of it"
      +0      C > S   ACK
    `,
    ],
  ])('near miss: %s', (_, end) => {
    expect(outcomesOf(left(end))).not.toContain('proxy-gave-up');
  });
});
