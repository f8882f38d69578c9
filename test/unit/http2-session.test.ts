import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  data,
  END_HEADERS,
  END_STREAM,
  fields,
  frame,
  goaway,
  PREFACE,
  ping,
  request,
  response,
  rstStream,
  settings,
  settingsAck,
  windowUpdate,
} from '../support/http2-bytes.ts';
import { client, concat, hear, type Saying, server, type Told } from '../support/talk.ts';

const opening: readonly Saying[] = [client(concat(PREFACE, settings())), server(settings())];

/** `GET /a → 200` and the like, in order; what is missing is a dash. */
function told({ exchanges }: Told): string[] {
  return exchanges.map(({ request, response }) => {
    const ends = `${request?.end == null ? '…' : ''} → ${response?.status ?? '-'}${response && response.end === null ? '…' : ''}`;
    return `${request?.method ?? '-'} ${request?.target ?? '-'}${ends}`;
  });
}

describe('HTTP/2 with prior knowledge', () => {
  test('every stream is an exchange, from its HEADERS to END_STREAM', () => {
    const heard = hear([
      ...opening,
      client(concat(request(1, 'POST', '/a', 0), data(1, 'body', END_STREAM))),
      client(request(3, 'GET', '/b')),
      server(concat(response(3, 204, END_STREAM), response(1, 200), data(1, 'answer', END_STREAM))),
    ]);
    expect(heard.protocol).toBe('http/2');
    expect(told(heard)).toEqual(['POST /a → 200', 'GET /b → 204']);
    expect(heard.exchanges.map(({ stream }) => stream?.id)).toEqual([1, 3]);
    expect(heard.exchanges[0]?.request?.host).toBe('a.test');
    expect(heard.log.responses).toBe(2);
  });

  test('a request starts at its HEADERS, not at the preface or what stands before it', () => {
    const first = concat(PREFACE, settings(), windowUpdate(0));
    const heard = hear([client(concat(first, request(1, 'GET', '/')))]);
    expect(heard.exchanges[0]?.request).toMatchObject({
      start: { seq: 1 + first.length },
      end: 1 + first.length + request(1, 'GET', '/').length,
    });
  });

  test('the server may begin with its settings before the client has said anything', () => {
    const heard = hear([
      server(settings()),
      client(concat(PREFACE, settings(), request(1, 'GET', '/')), { unheard: 1 }),
      server(response(1, 200, END_STREAM)),
    ]);
    expect(heard.protocol).toBe('http/2');
    expect(told(heard)).toEqual(['GET / → 200']);
  });

  test('settings, pings and window updates after a request are no answer to it', () => {
    const control = concat(settingsAck(), ping(), windowUpdate(1));
    const heard = hear([...opening, client(request(1, 'GET', '/')), server(control)]);
    expect(told(heard)).toEqual(['GET / → -']);
    expect(heard.log.controlUpTo).toBe(1 + settings().length + control.length);
  });

  test('a block that goes on in CONTINUATION frames is one block', () => {
    const block = fields([':method', 'GET'], [':path', '/long'], [':authority', 'b.test']);
    const heard = hear([
      ...opening,
      client(
        concat(
          frame(1, END_STREAM, 1, block.subarray(0, 10)),
          frame(9, 0, 1, block.subarray(10, 11)),
          frame(9, END_HEADERS, 1, block.subarray(11)),
        ),
      ),
    ]);
    expect(told(heard)).toEqual(['GET /long → -']);
  });

  test('padding and priority stand around the block', () => {
    const block = fields([':method', 'GET'], [':path', '/p']);
    const padded = concat(Uint8Array.of(3), new Uint8Array(5), block, new Uint8Array(3));
    const heard = hear([...opening, client(frame(1, END_STREAM | END_HEADERS | 8 | 32, 1, padded))]);
    expect(told(heard)).toEqual(['GET /p → -']);
  });

  test('an interim response answers nothing, trailers end the response (gRPC)', () => {
    const trailers = frame(1, END_HEADERS | END_STREAM, 1, fields(['grpc-status', '0']));
    const interim = response(1, 103);
    const begun = hear([...opening, client(request(1, 'POST', '/s.S/M')), server(interim)]);
    expect(told(begun)).toEqual(['POST /s.S/M → -']);
    const heard = hear([
      ...opening,
      client(request(1, 'POST', '/s.S/M')),
      server(concat(interim, response(1, 200), data(1, 'x'), trailers)),
    ]);
    expect(told(heard)).toEqual(['POST /s.S/M → 200']);
    expect(heard.exchanges[0]?.response?.framing).toBe('records');
  });
});

describe('what servers say about streams', () => {
  test('GOAWAY refuses the requests above its last stream, sent before it or after', () => {
    const heard = hear([
      ...opening,
      client(request(1, 'GET', '/done')),
      client(request(3, 'GET', '/crossing')),
      server(concat(response(1, 200, END_STREAM), goaway(1)), { unheard: 1 }),
      client(request(5, 'GET', '/late'), { unheard: 1 }),
    ]);
    expect(told(heard)).toEqual(['GET /done → 200', 'GET /crossing → -', 'GET /late → -']);
    expect(heard.exchanges.map(({ stream }) => stream?.refused?.frame ?? null)).toEqual([null, 5, 5]);
    expect(heard.log.farewellEnd).toBe(heard.log.controlUpTo);
  });

  test('a GOAWAY that only warns (stream 2^31 - 1) refuses nothing', () => {
    const heard = hear([...opening, client(request(1, 'GET', '/')), server(goaway(0x7fff_ffff))]);
    expect(heard.exchanges[0]?.stream?.refused).toBeNull();
  });

  test('RST_STREAM is kept with its code; REFUSED_STREAM says that nothing was done', () => {
    const heard = hear([
      ...opening,
      client(concat(request(1, 'GET', '/a'), request(3, 'GET', '/b'))),
      server(concat(rstStream(1, 2), rstStream(3, 7))),
    ]);
    expect(heard.exchanges.map(({ stream }) => stream)).toMatchObject([
      { reset: { by: 'server', code: 2, frame: 4 }, refused: null },
      { reset: { by: 'server', code: 7, frame: 4 }, refused: { frame: 4 } },
    ]);
  });

  test('a reset after the whole response (NO_ERROR: the rest of the body is not wanted) is nothing', () => {
    const heard = hear([
      ...opening,
      client(request(1, 'POST', '/upload', 0)),
      server(concat(response(1, 413, END_STREAM), rstStream(1, 0))),
    ]);
    expect(heard.exchanges[0]?.stream?.reset).toBeNull();
    expect(told(heard)).toEqual(['POST /upload… → 413']);
  });

  test('a stream that the client cancels is told as cancelled by it', () => {
    const heard = hear([...opening, client(request(1, 'GET', '/slow')), client(rstStream(1, 8))]);
    expect(heard.exchanges[0]?.stream?.reset).toMatchObject({ by: 'client', code: 8 });
  });
});

describe('what the capture lacks', () => {
  test('a body that is cut by the snaplen is passed by arithmetic', () => {
    const answer = concat(response(1, 200), data(1, 'x'.repeat(100), END_STREAM));
    const heard = hear([...opening, client(request(1, 'GET', '/')), server(answer, { missing: 100 })]);
    expect(told(heard)).toEqual(['GET / → 200']);
  });

  test('a hole in a header block leaves what stood before it', () => {
    const heard = hear([...opening, client(request(1, 'GET', '/hidden'), { missing: 4 })]);
    expect(heard.exchanges[0]?.request).toMatchObject({ method: 'GET', host: 'a.test', target: null });
  });

  test('an answer in a hole is hidden, and complete when the client goes on', () => {
    const lost = concat(response(1, 200), data(1, 'x', END_STREAM));
    const before = [...opening, client(request(1, 'GET', '/')), server(lost, { missing: lost.length })];
    expect(hear(before).exchanges[0]?.response).toMatchObject({ hidden: true, end: null });
    const after = hear([...before, client(request(3, 'GET', '/next')), server(response(3, 200, END_STREAM))]);
    expect(told(after)).toEqual(['GET / → -', 'GET /next → 200']);
  });

  test('a capture that begins in mid-connection finds the frames again', () => {
    const heard = hear(
      [
        client('rest of a frame'),
        client(request(7, 'GET', '/found')),
        server(concat(ping(), response(7, 200, END_STREAM))),
      ],
      { midstream: true },
    );
    expect(heard.protocol).toBe('http/2');
    expect(told(heard)).toEqual(['GET /found → 200']);
  });
});

describe('hostile bytes', () => {
  test('more streams than anyone follows are counted, and no record is taken for another stream', () => {
    const requests = Array.from({ length: 2000 }, (_, i) => request(2 * i + 1, 'GET', `/${i}`));
    const heard = hear([...opening, client(concat(...requests)), server(response(1, 200, END_STREAM))]);
    expect(heard.log.requests).toBe(2000);
    expect(heard.log.exchanges.length).toBeLessThanOrEqual(68);
    expect(told(heard)[0]).toBe('GET /0 → 200');
  });

  test('any frames are read to an end', () => {
    const anyFrame = fc
      .tuple(fc.nat(12), fc.nat(255), fc.nat(9), fc.uint8Array({ maxLength: 40 }))
      .map(([type, flags, stream, body]) => frame(type, flags, stream, body));
    const anySaying = fc
      .tuple(fc.boolean(), fc.array(fc.oneof(anyFrame, fc.uint8Array({ maxLength: 30 })), { maxLength: 5 }))
      .map(([fromClient, parts]) => (fromClient ? client(concat(...parts)) : server(concat(...parts))));
    fc.assert(
      fc.property(fc.array(anySaying, { maxLength: 8 }), (sayings) => {
        hear([...opening, ...sayings]);
      }),
    );
  });
});

test('the cut into chunks never matters', () => {
  const sayings = [
    client(concat(PREFACE, settings(), request(1, 'POST', '/a', 0))),
    server(settings()),
    client(concat(data(1, 'body'), data(1, '', END_STREAM), request(3, 'GET', '/b'))),
    server(concat(settingsAck(), response(1, 200), data(1, 'answer'), response(3, 304, END_STREAM))),
    server(concat(data(1, 'more', END_STREAM), goaway(3))),
    client(request(5, 'GET', '/c'), { unheard: 1 }),
  ];
  const whole = hear(sayings);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }), (pieces) => {
      expect(hear(sayings, { pieces }).exchanges).toEqual(whole.exchanges);
    }),
  );
  expect(told(whole)).toEqual(['POST /a → 200', 'GET /b → 304', 'GET /c → -']);
});
