/** Connections are judged when they have ended and been quiet; stragglers are theirs, and a new SYN is not. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, connectionsOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const CLOSED = raw`
  ${EXCHANGE}
  5.000   S > C   FIN
  +0      C > S   FIN
  +0      S > C   ACK
`;
/** Another connection goes on all the while: the capture has a clock. */
const meanwhile = (second: number) => raw`
  ${second}.000  C9 > S   ACK 1 bytes
  +0      S > C9   ACK
`;

test.each([1, 14, 16, 60, 3600])('a straggler %i s after the end opens nothing', (later) => {
  const script = tcpScript`
    ${CLOSED}
    ${meanwhile(5)}
    ${meanwhile(5 + later)}
    ${5 + later}.500  C > S   ACK
    +0      S > C   RST (bare)
  `;
  const { summary } = analysisOf(script.bytes).report;
  expect(summary.connections).toBe(2);
  expect(summary.harmless).toEqual({ 'idle-close': 1 });
});

test.each([1, 14, 16, 3600])('a new SYN %i s after the end opens a connection', (later) => {
  const script = tcpScript`
    ${CLOSED}
    ${meanwhile(5 + later)}
    ${5 + later}.500  C > S   SYN isn=77
    +0      S > C   SYN ACK
    +0      C > S   ${GET}
    +0      S > C   FIN
  `;
  const { findings } = analysisOf(script.bytes).report;
  expect(findings).toMatchObject([
    {
      kind: 'premature-close-before-headers',
      connection: { index: later === 0 ? 1 : findings[0]?.connection.index },
    },
  ]);
});

describe('what ended', () => {
  test('is judged as it would be at the end of the capture', () => {
    const race = raw`
      ${EXCHANGE}
      5.000   S > C   FIN ack=28
      +0      C > S   ${GET} ack=41
      +0      S > C   RST (bare) seq=41
    `;
    const [alone, amid] = ['', [10, 20, 30, 40].map(meanwhile).join('\n')].map(
      (rest) => analysisOf(tcpScript`${race} ${rest}`.bytes).report.findings,
    );
    expect(alone).toHaveLength(1);
    expect(amid).toEqual(alone);
  });

  test('may still be answered within the time of a retransmission', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${GET}
      +0      C > S   FIN
      +0      S > C   FIN seq=81 ack=55
      ${meanwhile(12)}
      14.000  S > C   ${OK} seq=41
      +0      C > S   ACK
      ${meanwhile(60)}
    `;
    expect(outcomesOf(script)).toContain('idle-close');
  });
});

test('a list of connections counts the stragglers of one that ended thousands of connections ago', () => {
  const count = 3000;
  const closed = Array.from(
    { length: count },
    (_, n) => `C${n + 1} > S SYN
      S > C${n + 1} SYN ACK
      C${n + 1} > S FIN
      S > C${n + 1} FIN
      C${n + 1} > S ACK`,
  ).join('\n');
  const script = tcpScript`${closed}
    +1  S > C1  FIN`;
  expect(connectionsOf(script)[0]?.packets).toEqual([3, 3]);
});

test('a SYN that waited alone is the beginning of the connection that its answer makes', () => {
  const others = Array.from({ length: 20 }, (_, n) => `C${n + 2} > S SYN`).join('\n');
  const script = tcpScript`C1 > S SYN
    ${others}
    +0.3  S > C1  SYN ACK`;
  const [first, second] = connectionsOf(script);
  expect(first).toMatchObject({
    index: 0,
    packets: [1, 1],
    firstFrame: 1,
    lastFrame: 22,
    roleEvidence: 'syn',
  });
  expect(second).toMatchObject({ index: 1, packets: [1, 0], firstFrame: 2, lastFrame: 2 });
});

test('SYNs into silence count alike whether their connections are listed or not', () => {
  const script = tcpScript`C1 > S SYN
    C2 > S SYN isn=4294967295 ttl=1 win=0
    C3 > S9 SYN ts=1,0
    S9 > C4 SYN
    C5 > S SYN URG
    C6 > S SYN
    S > C6 RST ACK
    +5 C6 > S SYN isn=7`;
  const { connections, ...listed } = analysisOf(script.bytes, { connections: true }).report;
  expect(connections).toHaveLength(7);
  expect(listed.summary.open).toBe(6);
  expect(analysisOf(script.bytes).report).toEqual(listed);
});
