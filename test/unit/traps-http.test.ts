/**
 * Traps of HTTP: ends of messages and of connections that look like failures and are none, or the other way round.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** The answer to the first request, and the upstream's orderly close after it. */
const answered = (request: string, ...responses: readonly string[]) => tcpScript`
  ${HANDSHAKE}
  +0      C > S   ${request}
  ${responses.map((response) => `+0.020  S > C   ${response}`).join('\n')}
  +0      S > C   FIN
  +0      C > S   FIN
  +0      S > C   ACK
`;

test('T1 a client that half-closes after its request gets its whole answer', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0      C > S   FIN
    +0.020  S > C   ACK
    +2.000  S > C   ${OK}
    +0      S > C   FIN
    +0      C > S   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
});

describe('T2 a response without a length is complete when the upstream closes', () => {
  test.each([
    ['HTTP/1.1', 'clean-close'],
    ['HTTP/1.0', 'clean-close'],
  ])('%s', (version, outcome) => {
    expect(outcomesOf(answered(GET, String.raw`"${version} 200 OK\r\n\r\nas long as it lasts"`))).toEqual([
      outcome,
    ]);
  });
});

test('T2 whether it was complete when the upstream reset cannot be judged', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\n\r\nas long as it lasts"
    +0      S > C   RST
  `;
  expect(analysisOf(script.bytes).report.findings).toEqual([]);
});

test.each(['response', 'request'])('T3, T27 `Connection: close` in the %s announces the FIN', (who) => {
  const close = String.raw`\r\nConnection: close`;
  const request = String.raw`"GET / HTTP/1.1\r\nHost: a${who === 'request' ? close : ''}\r\n\r\n"`;
  const response = String.raw`"HTTP/1.1 200 OK${who === 'response' ? close : ''}\r\nContent-Length: 2\r\n\r\nok"`;
  expect(outcomesOf(answered(request, response))).toEqual(['clean-close']);
});

describe('T4 these have no body, whatever their Content-Length says', () => {
  const head = (status: string) => String.raw`"HTTP/1.1 ${status}\r\nContent-Length: 500\r\n\r\n"`;

  test('the answer to HEAD', () => {
    const request = String.raw`"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"`;
    expect(outcomesOf(answered(request, head('200 OK')))).toEqual(['idle-close']);
  });

  test.each(['204 No Content', '304 Not Modified'])('%s', (status) => {
    expect(outcomesOf(answered(GET, head(status)))).toEqual(['idle-close']);
  });

  test('an interim response', () => {
    const script = answered(GET, head('103 Early Hints'), OK);
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(timelineOf(script)).toMatchObject({ requests: 1, responses: 1 });
  });

  test('but the answer to GET has one', () => {
    expect(outcomesOf(answered(GET, head('200 OK')))).toEqual(['truncated-response']);
  });
});

describe('T19 an interim response answers nothing', () => {
  test.each(['100 Continue', '103 Early Hints'])('%s and then a close is premature', (interim) => {
    const script = answered(GET, String.raw`"HTTP/1.1 ${interim}\r\n\r\n"`);
    expect(findingOf(script)).toMatchObject({ kind: 'premature-close-before-headers', executed: 'likely' });
  });
});

describe('T20 after the switch the bytes are not HTTP', () => {
  test('101', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"
      +0.020  S > C   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n"
      +0      C > S   "GET / HTTP/1.1\r\n"
      +0      S > C   "\x01\x02\x03"
      +9      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(timelineOf(script)).toMatchObject({ requests: 1, responses: 1 });
  });

  test('2xx to CONNECT', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
      +0      C > S   "\x16\x03\x01"
      +9      C > S   FIN
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('an error to CONNECT is a response like any other', () => {
    const request = String.raw`"CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n"`;
    const script = answered(request, String.raw`"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\nno"`);
    expect(outcomesOf(script)).toEqual(['truncated-response']);
  });
});

describe('T21 of pipelined requests the answered ones are fine and the rest was not processed', () => {
  test('the finding is about the first unanswered one', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} 
      +0      C > S   ${GET}
      +0      C > S   "GET /third HTTP/1.1\r\nHost: a\r\n\r\n"
      +0.020  S > C   ${OK}
      +0      S > C   ${OK}
      +0      S > C   FIN
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      request: { number: 3, target: '/third' },
    });
  });

  test('and tells how many failed with it', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0      C > S   "GET /second HTTP/1.1\r\nHost: a\r\n\r\n"
      +0      C > S   ${GET}
      +0.020  S > C   ${OK}
      +0      S > C   FIN
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      request: { number: 2, target: '/second' },
      requestsFailed: 2,
    });
  });

  test('requests of one segment are as many requests', () => {
    const both = String.raw`"GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n"`;
    expect(timelineOf(answered(both, OK, OK))).toMatchObject({ requests: 2, responses: 2 });
  });

  test('a close announced in an answer refuses what comes after it: not executed', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0      C > S   ${POST}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok" ack=28
      +0      S > C   FIN ack=28
      +0      S > C   RST (bare)
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'fin-during-request',
      executed: 'no',
      request: { number: 2 },
    });
  });
});

describe('T9 a connection that was opened ahead and never used', () => {
  test('is no failure', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      60.00   C > S   FIN
      +0.020  S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['unused-connection']);
  });

  test('nor if a 408 is sent on it', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      60.00   S > C   "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/premature|truncated|partial|race/));
  });

  test('a request that crosses the 408 is not answered by it', () => {
    const script = tcpScript`
      ${EXCHANGE}
      60.00   S > C   "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" ack=28
      +0      S > C   FIN ack=28
      +0.001  C > S   ${POST} ack=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(findingOf(script)).toMatchObject({ executed: 'no', request: { number: 2, method: 'POST' } });
  });
});

test('T28 where connections are not kept alive no idle setting is advised', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    +5      S > C   FIN
    +0      C > S   FIN
  `;
  const { kind, remedy } = findingOf(script);
  expect(kind).toBe('premature-close-before-headers');
  expect(remedy.map(({ text }) => text).join()).not.toMatch(/idle|keep.?alive/i);
});

test('T45 an answer, a half-close, and a reset half a second later: the body was never read', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    +0      C > S   1000 bytes
    +0.020  S > C   "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    +0      S > C   FIN
    +0.500  C > S   1000 bytes
    +0      S > C   RST (bare)
  `;
  expect(findingOf(script)).toMatchObject({ kind: 'response-lost-to-reset', severity: 'warning' });
});

describe('a request that was answered long ago and more answers that nobody asked for', () => {
  const answers = Array.from({ length: 8 }, () => `+0.010  S > C   ${OK}`).join('\n');

  test.each([
    ['its body', String.raw`"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n"`, '10 bytes'],
    ['the rest of its head', '"POST / HTTP/1.1"', String.raw`"\r\nContent-Length: 0\r\n\r\n"`],
    ['bytes that are no message', GET, '10 bytes'],
  ])('%s may come after them', (_, request, rest) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${request}
      ${answers}
      +0      C > S   ${rest}
      +0      C > S   FIN
    `;
    expect(outcomesOf(script)).toContainEqual(expect.stringMatching(/unsolicited-response/));
  });
});

test('an interim response that nobody asked for takes no later answer', () => {
  const script = tcpScript`
    ${EXCHANGE}
    +0      S > C   "HTTP/1.1 100 Continue\r\n\r\n"
    +1      C > S   ${GET}
    +0      C > S   ${GET}
    +0.020  S > C   ${OK}
    +0.020  S > C   ${OK}
    +5      S > C   FIN
    +0      C > S   FIN
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
});
