import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const closedAfter = (part: string, close = 'FIN') => tcpScript`
  ${HANDSHAKE}
  +0      C > S   ${GET}
  +0.020  S > C   ${part}    @response
  +0      S > C   ${close}   @close
`;

describe('a response that breaks off inside its head', () => {
  test.each([
    '"H"',
    '"HTTP/1.1"',
    String.raw`"HTTP/1.1 200 OK\r\n"`,
    String.raw`"HTTP/1.1 200 OK\r\nA: b\r\n"`,
    String.raw`"HTTP/1.1 200 OK\r\nA: b\r\n\r"`,
  ])('%s', (part) => {
    const script = closedAfter(part);
    expect(findingOf(script)).toMatchObject({
      kind: 'partial-response-headers',
      family: 'closed-without-answer',
      owner: 'application',
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: script.frame('response'),
    });
  });

  test('a reset breaks it off as well', () => {
    expect(outcomesOf(closedAfter('"HTTP/1.1 200"', 'RST'))).toEqual(['partial-response-headers']);
  });

  test('on a reused connection', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\n"
      +0      S > C   FIN
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'partial-response-headers', request: { number: 2 } });
  });
});

describe('near misses', () => {
  test('no byte of it', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual(['premature-close-before-headers']);
  });

  test('a whole head', () => {
    const head = String.raw`"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"`;
    expect(outcomesOf(closedAfter(head))).toEqual(['truncated-response']);
  });

  test('the gateway closed first', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\n"
      +5.000  C > S   FIN
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });

  test('the rest of the head was cut by the snaplen', () => {
    const script = tcpScript`
      capture snaplen=80
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).not.toContain('partial-response-headers');
  });
});
