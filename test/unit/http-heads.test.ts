/** What is read off the heads of HTTP/1 messages (RFC 9112 §2–7), and how lenient. */
import { describe, expect, test } from '@jest/globals';
import { timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** The first exchange of a connection with this request and response. */
function exchangeOf(request: string, response = OK) {
  const { exchanges } = timelineOf(tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${request}
    +0.020  S > C   ${response}
    +0      C > S   ACK
  `);
  return exchanges[0];
}
const requestOf = (...lines: readonly string[]) =>
  exchangeOf(raw`"${lines.join(raw`\r\n`)}\r\n\r\n"`)?.request;
const responseTo = (request: string, ...lines: readonly string[]) =>
  exchangeOf(request, `"${lines.join(raw`\r\n`)}"`)?.response;

describe('request line', () => {
  test.each([
    ['GET / HTTP/1.1', 'GET', '/'],
    ['OPTIONS * HTTP/1.1', 'OPTIONS', '*'],
    ['GET http://a.example/x?y=z HTTP/1.1', 'GET', 'http://a.example/x?y=z'],
    ['CONNECT a:443 HTTP/1.1', 'CONNECT', 'a:443'],
    ['M-SEARCH * HTTP/1.1', 'M-SEARCH', '*'],
    ['GET /a b HTTP/1.1', 'GET', '/a b'],
    ['GET / HTTP/1.0', 'GET', '/'],
    ['PROPFIND /dav HTTP/1.1', 'PROPFIND', '/dav'],
  ])('%s', (line, method, target) => {
    expect(requestOf(line, 'Host: a')).toMatchObject({ method, target });
  });

  test('a target longer than is kept is cut, and the request goes on', () => {
    const request = requestOf(`GET /${'x'.repeat(5000)} HTTP/1.1`, 'Host: a');
    expect(request?.target?.length).toBeLessThanOrEqual(2048);
    expect(request?.end).toBe(1 + 5 + 5000 + 9 + 2 + 7 + 4);
  });
});

describe('fields of the request', () => {
  test.each([
    'X-Request-Id',
    'x-request-id',
    'traceparent',
    'X-Correlation-ID',
    'X-Amzn-Trace-Id',
    'X-Cloud-Trace-Context',
  ])('%s names it', (name) => {
    expect(requestOf('GET / HTTP/1.1', `${name}: abc-1`)?.id).toBe('abc-1');
  });

  test('white space around a value is none of it', () => {
    expect(requestOf('GET / HTTP/1.1', raw`Host: \t a.example \t`)?.host).toBe('a.example');
  });

  test('the first of several counts', () => {
    expect(requestOf('GET / HTTP/1.1', 'Host: a', 'Host: b')?.host).toBe('a');
  });

  test('what is absent is null', () => {
    expect(requestOf('GET / HTTP/1.1')).toMatchObject({ host: null, id: null });
  });
});

describe('leniency', () => {
  test('a bare LF ends a line', () => {
    expect(
      exchangeOf(raw`"GET / HTTP/1.1\nHost: a\n\n"`, raw`"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"`),
    ).toMatchObject({
      request: { method: 'GET', host: 'a', end: 25 },
      response: { status: 200, end: 38 },
    });
  });

  test('empty lines before a request are skipped (RFC 9112 §2.2)', () => {
    const { exchanges } = timelineOf(tcpScript`
      ${EXCHANGE}
      1.000   C > S   "\r\n\r\nGET /next HTTP/1.1\r\n\r\n"
      +0.020  S > C   ${OK}
    `);
    expect(exchanges.at(-1)?.request).toMatchObject({ target: '/next', start: { seq: 32 } });
  });

  test('a status line needs no reason', () => {
    expect(responseTo(GET, 'HTTP/1.1 200', 'Content-Length: 0', '', '')).toMatchObject({
      status: 200,
      framing: 'content-length',
    });
  });

  test('lines that are no fields are passed over', () => {
    expect(requestOf('GET / HTTP/1.1', 'nonsense', ': empty', 'Host: a')?.host).toBe('a');
  });
});

describe('how the end of a response is told (RFC 9112 §6.3)', () => {
  test.each([
    ['Content-Length', ['HTTP/1.1 200 OK', 'Content-Length: 2', '', 'ok'], 'content-length'],
    [
      'the last chunk',
      ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '2', 'ok', '0', '', ''],
      'chunked',
    ],
    [
      'chunked is the last coding',
      ['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked', '', '0', '', ''],
      'chunked',
    ],
    [
      'identity takes nothing back',
      ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity', '', '0', '', ''],
      'chunked',
    ],
    ['chunked in any case', ['HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked', '', '0', '', ''], 'chunked'],
    [
      'chunked wins over Content-Length',
      ['HTTP/1.1 200 OK', 'Content-Length: 500', 'Transfer-Encoding: chunked', '', '0', '', ''],
      'chunked',
    ],
    ['no body', ['HTTP/1.1 204 No Content', '', ''], 'none'],
  ])('%s', (_, lines, framing) => {
    const response = responseTo(GET, ...lines);
    expect(response).toMatchObject({ framing, end: 1 + lines.join('..').length });
  });

  test.each([
    ['neither', ['HTTP/1.1 200 OK', '', 'text']],
    ['another coding is last', ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked, gzip', '', 'text']],
    ['an unreadable Content-Length', ['HTTP/1.1 200 OK', 'Content-Length: many', '', 'text']],
  ])('the end of the connection: %s', (_, lines) => {
    expect(responseTo(GET, ...lines)).toMatchObject({ framing: 'close-delimited', end: null });
  });
});

describe('lengths that conflict or cannot be are noted, and accuse nobody', () => {
  test.each([
    ['two different ones', ['Content-Length: 2', 'Content-Length: 3']],
    ['a negative one', ['Content-Length: -2']],
    ['one with a sign', ['Content-Length: +2']],
    ['a hexadecimal one', ['Content-Length: 0x2']],
    ['a list', ['Content-Length: 2, 3']],
    ['one beyond all files', ['Content-Length: 99999999999999999999']],
    ['one beside chunks', ['Content-Length: 9', 'Transfer-Encoding: chunked']],
  ])('%s', (_, fields) => {
    const timeline = timelineOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\n${fields.join(raw`\r\n`)}\r\n\r\n0\r\n\r\n"
      +0      C > S   ACK
    `);
    expect(timeline.anomalies).toHaveProperty('conflicting-length');
    expect(timeline.exchanges[0]?.response?.status).toBe(200);
  });

  test.each([
    ['on lines of their own', ['Content-Length: 2', 'Content-Length: 2']],
    ['in a list', ['Content-Length: 2, 2,2']],
  ])('equal ones agree: %s', (_, lengths) => {
    const lines = ['HTTP/1.1 200 OK', ...lengths, '', 'ok'];
    expect(responseTo(GET, ...lines)).toMatchObject({ framing: 'content-length', bytesMissing: null });
  });
});

describe('bytes that cannot be framed are lost, not guessed', () => {
  test.each([
    ['no size', raw`\r\nok\r\n`],
    ['a size that is no number', raw`zz\r\nok\r\n`],
    ['a size with a prefix', raw`0x2\r\nok\r\n`],
    ['a size beyond all files', raw`fffffffffffff\r\nok\r\n`],
    ['no end of the chunk', raw`2\r\nokay\r\n`],
  ])('chunks: %s', (_, body) => {
    const timeline = timelineOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}"
    `);
    expect(Object.keys(timeline.anomalies)).not.toHaveLength(0);
    expect(timeline.exchanges[0]?.response).toMatchObject({ status: 200, end: null, hidden: true });
  });

  test('the next message that begins a segment is found again', () => {
    const timeline = timelineOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      +0      C > S   ${GET}
      +0.020  S > C   ${OK}
    `);
    expect(timeline.exchanges.at(-1)).toMatchObject({
      number: 2,
      response: { status: 200, framing: 'content-length' },
    });
  });
});

test('the server’s name and the idle time that it announces are kept', () => {
  const timeline = timelineOf(tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nKeep-Alive: max=5, timeout=15\r\nContent-Length: 0\r\n\r\n"
  `);
  expect(timeline).toMatchObject({ serverProduct: 'gunicorn', announcedIdleSeconds: 15 });
});

describe('heads that the snaplen cut', () => {
  const talk = (status: string, cut: number) => {
    const response = raw`"HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nok"`;
    return timelineOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} cut=70
      +0.020  S > C   ${response} cut=${cut}
      +0      C > S   ${GET} cut=70
      +0.020  S > C   ${response} cut=${cut}
      +0      C > S   FIN
      +0.020  S > C   FIN
      +0      C > S   ACK
    `);
  };

  test.each([
    ['in the fields', 80],
    ['inside the status line', 67],
    ['right after the status', 66],
  ])('%s: every response counts, the last one too', (_, cut) => {
    const timeline = talk('503 Service Unavailable', cut);
    expect(timeline).toMatchObject({ requests: 2, responses: 2 });
    expect(timeline.exchanges.map(({ response }) => response?.status)).toEqual([503, 503]);
  });

  test.each([
    ['inside the target', 'GET /orders/1234', 'GET', '/orders/1234...'],
    ['behind the target', 'GET /orders/1234 HT', 'GET', '/orders/1234'],
    ['behind the method', 'DELETE ', 'DELETE', null],
  ])('%s: a request line tells what was captured of it', (_, line, method, target) => {
    const timeline = timelineOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   "${line}${'x'.repeat(100)}" cut=${54 + line.length}
      +0.020  S > C   ${raw`"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"`}
    `);
    expect(timeline.exchanges[0]?.request).toMatchObject({ method, target, hidden: true });
  });

  test('a last response that may be an interim one does not', () => {
    expect(talk('100 Continue', 70).responses).toBeLessThan(2);
  });
});
