import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { END_STREAM, goaway, PREFACE, request, response, settings } from '../support/http2-bytes.ts';
import { client, concat, hear, hex, type Saying, server } from '../support/talk.ts';
import { clientHello, data } from '../support/tls-bytes.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const FASTCGI_BEGIN = hex('0101 0001 0008 0000 0001 0100 0000 0000');
const AJP_PING = hex('1234 0001 0a');

describe('a connection of which the beginning was captured', () => {
  test.each([
    ['http/1', GET],
    ['http/2', concat(PREFACE, settings())],
    ['tls', clientHello()],
    ['fastcgi', FASTCGI_BEGIN],
    ['ajp', AJP_PING],
    ['turns', 'EHLO mail\r\n'],
    ['turns', hex('00 01 02 03')],
    ['turns', hex('16 03 01 00 05 02')],
    ['turns', hex('01 04 0001 0008 0000')],
    ['turns', hex('1234 0004 ff')],
  ])('%s is told by its first bytes', (protocol, bytes) => {
    expect(hear([client(bytes)]).protocol).toBe(protocol);
  });

  test.each([
    ['http/1', GET],
    ['http/2', concat(PREFACE, settings())],
    ['tls', clientHello()],
    ['fastcgi', concat(FASTCGI_BEGIN, FASTCGI_BEGIN)],
    ['ajp', AJP_PING],
    ['turns', hex('16 03 01 00 05 02')],
    ['turns', 'helo mail\r\n'],
  ])('%s is told however few bytes come at a time', (protocol, bytes) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }), (pieces) => {
        expect(hear([client(bytes)], { pieces }).protocol).toBe(protocol);
      }),
      { numRuns: 30 },
    );
  });

  test('held bytes keep the packet that they came in', () => {
    const heard = hear([client('G'), client(GET.slice(1)), server(OK)]);
    expect(heard.exchanges[0]?.request).toMatchObject({
      start: { frame: 1, seq: 1 },
      endFrame: 2,
      method: 'GET',
    });
  });

  test('a beginning that breaks off is what it looked like', () => {
    expect(hear([client('PO')]).protocol).toBe('http/1');
    expect(hear([client(PREFACE.slice(0, 10))]).protocol).toBe('http/2');
    expect(hear([client(hex('16 03'))]).protocol).toBe('tls');
    expect(hear([client('P'), server('+OK\r\n')]).exchanges).toHaveLength(1);
  });

  test('a first guess that was wrong is taken back, and nothing is forgotten', () => {
    const heard = hear([client('LIST 1 2\r\n'), server('yes\r\n'), client('NEXT 3 4\r\n'), server('no\r\n')]);
    expect(heard.protocol).toBe('turns');
    expect(
      heard.exchanges.map(({ request, response }) => [request?.start.frame, response?.start.frame]),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('the same for TLS', () => {
    const heard = hear([client(concat(clientHello(), 'but then')), server('something else')]);
    expect(heard.protocol).toBe('turns');
    expect(heard.exchanges).toHaveLength(1);
  });

  test('an answer before any request is an answer to nothing (T9: 408)', () => {
    const heard = hear([server('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n')]);
    expect(heard.protocol).toBe('http/1');
    expect(heard.exchanges[0]).toMatchObject({ request: null, response: { status: 408 } });
  });
});

describe('a connection that began before the capture, or whose first packet was missed', () => {
  const missed: Saying = { from: 'client', bytes: new Uint8Array(50), missing: 50 };

  test('is recognised by the beginning of any later message', () => {
    const sayings = [client('end of a body'), server('rest'), client(GET), server(OK)];
    const heard = hear(sayings, { midstream: true });
    expect(heard.protocol).toBe('http/1');
    expect(heard.exchanges).toMatchObject([
      { number: 1, request: { method: 'GET' }, response: { status: 200 } },
    ]);
    expect(hear([missed, server('rest'), client(GET), server(OK)]).protocol).toBe('http/1');
  });

  test('the bytes tell who is the client', () => {
    const turned: Saying[] = [
      { from: 'server', bytes: client(GET).bytes },
      { from: 'client', bytes: server(OK).bytes },
    ];
    const heard = hear(turned, { midstream: true });
    expect(heard.connection).toMatchObject({ clientSide: 1, roleEvidence: 'http' });
    expect(heard.exchanges).toMatchObject([{ request: { method: 'GET' }, response: { status: 200 } }]);
  });

  test('records of TLS are recognised by any chunk that begins with one', () => {
    expect(hear([server('x'), client(data(200))], { midstream: true }).protocol).toBe('tls');
  });

  test('HTTP/2 only by frames that fill the chunk', () => {
    const head = response(5, 200);
    expect(hear([server(concat(goaway(5), head))], { midstream: true }).protocol).toBe('http/2');
    expect(hear([server(concat(head, 'xx'))], { midstream: true }).protocol).toBe('turns');
  });

  test('HTTP/2 only by a head, which tells who sent it whatever the ports say', () => {
    const turned: Saying[] = [
      { from: 'client', bytes: goaway(5) },
      { from: 'client', bytes: response(1, 200, END_STREAM) },
      { from: 'server', bytes: request(3, 'GET', '/') },
      { from: 'client', bytes: response(3, 200, END_STREAM) },
    ];
    expect(hear(turned.slice(0, 1), { midstream: true }).protocol).toBe('turns');
    const heard = hear(turned, { midstream: true });
    expect(heard.connection).toMatchObject({ clientSide: 1, roleEvidence: 'http' });
    expect(heard.exchanges).toMatchObject([{ request: { method: 'GET' }, response: { status: 200 } }]);
  });

  test('binary bytes that only begin like a protocol are turns', () => {
    expect(hear([client(hex('0106 0001 0030 0000 41414141'))], { midstream: true }).protocol).toBe('turns');
  });

  test('until something is recognised, who spoke when is kept', () => {
    const words = [client('ask'), server('tell'), client('ask'), server('tell')];
    expect(hear(words, { midstream: true }).exchanges).toHaveLength(2);
  });
});

test('a connection without payload speaks nothing', () => {
  const heard = hear([]);
  expect(heard.protocol).toBe('none');
  expect(heard.exchanges).toEqual([]);
});

describe('an upgrade to HTTP/2 (h2c)', () => {
  const upgrade = 'GET /up HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n';
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
  // :status 200, END_HEADERS and END_STREAM, on stream 1.
  const answer = hex('000001 01 05 00000001 88');

  test('the upgraded request is stream 1, answered by frames', () => {
    const heard = hear([
      client(upgrade),
      server(concat(switching, settings(), answer)),
      client(concat(PREFACE, settings())),
    ]);
    expect(heard.protocol).toBe('http/2');
    expect(heard.log).toMatchObject({ requests: 1, responses: 1, oddities: null });
    expect(heard.exchanges).toMatchObject([
      { request: { target: '/up' }, response: { status: 200, framing: 'records' }, stream: { id: 1 } },
    ]);
  });

  test('and unanswered where the frames do not come', () => {
    const heard = hear([client(upgrade), server(concat(switching, settings()))]);
    expect(heard.exchanges).toMatchObject([{ request: { target: '/up' }, response: null }]);
    expect(heard.log.responses).toBe(0);
  });
});

test('any bytes at all are heard to an end, cut in any way', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(GET, OK, PREFACE, 'PROXY TCP4 1.2.3.4 ').map((text) => client(text).bytes),
    fc.constantFrom(clientHello('h2'), FASTCGI_BEGIN, AJP_PING, settings(), data(19)),
  );
  const anySaying = fc
    .record({ mine: fc.boolean(), bytes: anyBytes, lost: fc.boolean(), unheard: fc.nat(2) })
    .map(({ mine, bytes, lost, unheard }): Saying => {
      const missing = lost ? Math.ceil(bytes.length / 2) : 0;
      return { from: mine ? 'client' : 'server', bytes, missing, unheard };
    });
  fc.assert(
    fc.property(
      fc.array(anySaying, { maxLength: 10 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
      fc.boolean(),
      (sayings, pieces, midstream) => {
        const { log } = hear(sayings, { pieces, midstream });
        expect(log.responses).toBeLessThanOrEqual(log.requests);
      },
    ),
    { numRuns: 300 },
  );
});
