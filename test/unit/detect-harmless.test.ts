/** Ends at which nothing was lost have names; what cannot be judged has a reason. Neither is a finding. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const ended = (...lines: readonly string[]) => tcpScript`
  ${EXCHANGE}
  5.000   ${lines.join('\n+0.010  ')}
`;

describe('ends', () => {
  test.each([
    ['idle-close', 'of the upstream', ended('S > C FIN', 'C > S FIN', 'S > C ACK')],
    ['idle-close', 'of the gateway', ended('C > S FIN', 'S > C FIN', 'C > S ACK')],
    ['idle-close', 'half-way', ended('S > C FIN', 'C > S ACK')],
    ['linger-reset', 'instead of a FIN', ended('S > C RST')],
    ['linger-reset', 'of the gateway after the upstream’s FIN', ended('S > C FIN', 'C > S RST')],
    [
      'clean-close',
      'that was announced',
      tcpScript`
        ${HANDSHAKE}
        +0      C > S   ${GET}
        +0.020  S > C   "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
        +0      S > C   FIN
        +0      C > S   FIN
        +0      S > C   ACK
      `,
    ],
    [
      'clean-close',
      'of a response that ends with the connection',
      tcpScript`
        ${HANDSHAKE}
        +0      C > S   ${GET}
        +0.020  S > C   "HTTP/1.1 200 OK\r\n\r\nas long as it lasts"
        +0      S > C   FIN
        +0      C > S   FIN
        +0      S > C   ACK
      `,
    ],
    [
      'unused-connection',
      'opened ahead',
      tcpScript`
        ${HANDSHAKE}
        60.00   C > S   FIN
        +0      S > C   FIN
        +0      C > S   ACK
      `,
    ],
    [
      'health-check',
      'of a balancer',
      tcpScript`
        ${HANDSHAKE}
        +0      C > S   RST
      `,
    ],
    [
      'scan',
      'of a port',
      tcpScript`
        C > S   SYN
        C > S   RST (bare) seq=1
      `,
    ],
  ])('%s: %s', (name, _, script) => {
    expect(outcomesOf(script)).toEqual([name]);
  });
});

describe('what cannot be judged', () => {
  test.each([
    ['one-direction', 'only one side was captured', tcpScript`C > S ${GET}`],
    [
      'began-before-capture',
      'only the end was captured',
      tcpScript`
        S > C   FIN seq=900 ack=100
        C > S   FIN
        S > C   ACK
      `,
    ],
    [
      'packets-missing',
      'an answer was acknowledged that the capture does not hold',
      tcpScript`
        ${HANDSHAKE}
        +0      C > S   ${GET}
        +0.020  S > C   ${OK} (uncaptured)
        +0      C > S   ACK
        +0      S > C   FIN
        +0      C > S   FIN
      `,
    ],
  ])('%s: %s', (reason, _, script) => {
    expect(outcomesOf(script)).toEqual([`undecided:${reason}`]);
  });

  test('a connection that goes on at the end of the capture is open', () => {
    for (const script of [tcpScript`${HANDSHAKE}`, tcpScript`${EXCHANGE}`, tcpScript`C > S SYN`])
      expect(outcomesOf(script)).toEqual(['open']);
  });
});

test('counts and findings are of one capture: each connection is told once', () => {
  const script = tcpScript`
    ${EXCHANGE}
    1.000   C1 > S   SYN
    +0      S > C1   RST
    2.000   S > C    FIN
    +0      C > S    FIN
    +0      S > C    ACK
  `;
  expect(analysisOf(script.bytes).report.summary).toMatchObject({
    connections: 2,
    failedRequests: 1,
    findings: { 'connect-refused': 1 },
    harmless: { 'idle-close': 1 },
    undecided: {},
    open: 0,
  });
});
