/** Handshakes that succeed late, or only for one side. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf, outcomesOf } from '../support/diagnosis.ts';
import { GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('accept-queue-overflow: the SYN-ACK comes again although it was acknowledged, and the request goes nowhere', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}          @request
    +0.200  C > S   ${GET} seq=1
    1.020   S > C   SYN ACK seq=0 ack=1
    +0      C > S   ACK
    +0.400  C > S   ${GET} seq=1
    3.020   S > C   SYN ACK seq=0 ack=1
  `;

  test('never connected: nothing ran', () => {
    expect(findingOf(script)).toMatchObject({
      kind: 'accept-queue-overflow',
      family: 'no-connection',
      owner: 'application',
      executed: 'no',
      proof: 'never-connected',
      request: { number: 1, frame: script.frame('request') },
    });
  });

  test('near miss: the request got through in the end', () => {
    const late = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      1.020   S > C   SYN ACK seq=0 ack=1
      +0      C > S   ${GET} seq=1
      +0.020  S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(late)).not.toContain('accept-queue-overflow');
    expect(analysisOf(late.bytes).report.summary.failedRequests).toBe(0);
  });

  test('near miss: the SYN-ACK came once', () => {
    const unanswered = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.200  C > S   ${GET} seq=1
    `;
    expect(outcomesOf(unanswered)).toEqual(['request-unanswered']);
  });
});

describe('slow-connect: a handshake that needed a second SYN', () => {
  const repeatedAt = (seconds: string) => tcpScript`
    0.000       C > S   SYN           @syn
    ${seconds}  C > S   SYN
    +0.020      S > C   SYN ACK
    +0          C > S   ACK
    +0          C > S   ${GET}
    +0.020      S > C   ${OK}
    +5          S > C   FIN
    +0          C > S   FIN
    +0          S > C   ACK
  `;

  test.each(['1.000', '3.000'])('after %s s: a note that accuses nobody', (seconds) => {
    const script = repeatedAt(seconds);
    expect(findingOf(script)).toMatchObject({
      kind: 'slow-connect',
      family: 'no-connection',
      severity: 'note',
      owner: 'network',
      request: null,
    });
    expect(outcomesOf(script)).toEqual(['idle-close', 'slow-connect']);
    expect(analysisOf(script.bytes).report.summary.failedRequests).toBe(0);
  });

  test('near miss: a SYN that was repeated after a moment', () => {
    expect(outcomesOf(repeatedAt('0.200'))).toEqual(['idle-close']);
  });

  test('near miss: a slow network is not a lost SYN', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      1.500   S > C   SYN ACK
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });
});
