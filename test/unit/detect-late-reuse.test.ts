import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** The upstream's FIN at 5.060 s, acknowledged at once; the request `wait` seconds later. */
const reuseAfter = (wait: string) => tcpScript`
  ${EXCHANGE}
  5.060     S > C   FIN                    @fin
  +0        C > S   ACK
  +${wait}  C > S   ${POST}                @request
  +0.020    S > C   RST (bare)
`;

describe('a request that acknowledges the FIN was sent on a connection known to be closed', () => {
  const script = reuseAfter('2.000');

  test('it is never executed, whatever the method', () => {
    expect(findingOf(script)).toMatchObject({
      kind: 'late-reuse',
      family: 'keep-alive-race',
      severity: 'error',
      executed: 'no',
      proof: 'closed-before',
      proofFrame: script.frame('fin'),
      request: { number: 2, frame: script.frame('request') },
    });
  });

  test('the time from knowing to sending is told', () => {
    const { evidence } = findingOf(script);
    expect(evidence).toContainEqual(
      expect.objectContaining({ role: 'order', level: 'measured', text: expect.stringContaining('2.000 s') }),
    );
  });

  test.each([
    ['0.000', 'settings'],
    ['0.100', 'settings'],
    ['0.101', 'gateway'],
    ['60.000', 'gateway'],
  ])('%s s after knowing, %s has to change: up to 100 ms it may be a busy event loop', (wait, owner) => {
    expect(findingOf(reuseAfter(wait)).owner).toBe(owner);
  });

  test('a first copy sent without that knowledge makes it the race', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      5.060   C > S   ${POST} ack=41
      +0      S > C   FIN ack=28
      +0      C > S   ACK
      +0.200  C > S   ${POST} seq=28
      +0.020  S > C   RST (bare)
    `);
    expect(finding.kind).toBe('fin-during-request');
  });

  test('so does a first copy that comes later in the file', () => {
    const finding = findingOf(tcpScript`
      ${EXCHANGE}
      5.060   S > C   FIN ack=28
      +0      C > S   ACK
      +0.200  C > S   ${POST} seq=28
      +0      C > S   ${POST} seq=28 ack=41
      +0.020  S > C   RST (bare)
    `);
    expect(finding.kind).toBe('fin-during-request');
  });
});

describe('near misses', () => {
  test('a request that the half-closed upstream still answers is none', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   C > S   ${POST}
      +0      C > S   FIN
      +0.040  S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('an acknowledgement of the FIN after the request is none', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.060   C > S   ${POST}
      +0      S > C   FIN ack=28
      +0      C > S   ACK
      +0.020  S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });
});
