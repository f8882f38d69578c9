import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { client, concat, hear, type Saying, server } from '../support/talk.ts';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;

const handshake: readonly Saying[] = [
  client('GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  server('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n'),
];

/** A frame; the client's are masked. */
function frame(opcode: number, size: number, masked: boolean, isFinal = true): Uint8Array {
  const mask = masked ? 0x80 : 0;
  const length =
    size < 126
      ? [mask | size]
      : size < 65_536
        ? [mask | 126, size >> 8, size & 255]
        : [mask | 127, 0, 0, 0, 0, 0, size >> 16, (size >> 8) & 255, size & 255];
  return concat(
    Uint8Array.of((isFinal ? 0x80 : 0) | opcode, ...length),
    new Uint8Array(size + (masked ? 4 : 0)).fill(9),
  );
}

const said = (opcode: number, size: number) => client(frame(opcode, size, true));
const heard = (opcode: number, size: number) => server(frame(opcode, size, false));

function tunnelOf(sayings: readonly Saying[], pieces: readonly number[] = []) {
  return hear([...handshake, ...sayings], { pieces }).exchanges[0]?.tunnel;
}

describe('after a 101 to WebSocket', () => {
  test('the exchange is complete, and what follows are frames, no requests', () => {
    const told = hear([...handshake, said(TEXT, 5), heard(TEXT, 300), said(PING, 0)]);
    expect(told.protocol).toBe('websocket');
    expect(told.log).toMatchObject({ requests: 1, responses: 1 });
    expect(told.exchanges[0]).toMatchObject({
      request: { method: 'GET', target: '/ws' },
      response: { status: 101, framing: 'tunnel' },
      tunnel: { protocol: 'websocket', clientClose: null, serverClose: null, readable: true },
    });
  });

  test('the first Close frame of each side is kept', () => {
    expect(tunnelOf([said(TEXT, 5), said(CLOSE, 2), heard(CLOSE, 2), heard(CLOSE, 2)])).toMatchObject({
      clientClose: 4,
      serverClose: 5,
    });
  });

  test('frames right behind the 101 in its segment are read', () => {
    const joined = concat(handshake[1]?.bytes ?? '', frame(TEXT, 3, false), frame(CLOSE, 0, false));
    expect(tunnelOf([])?.serverClose).toBeNull();
    expect(hear([handshake[0] as Saying, server(joined)]).exchanges[0]?.tunnel?.serverClose).toBe(2);
  });

  test.each([125, 126, 65_535, 65_536, 70_000])('a body of %d bytes is passed by', (size) => {
    expect(tunnelOf([heard(TEXT, size), heard(CLOSE, 2), said(TEXT, size), said(CLOSE, 2)])).toMatchObject({
      serverClose: 4,
      clientClose: 6,
      readable: true,
    });
  });

  test('bytes that are no frames make the rest unreadable: no Close seen proves nothing then', () => {
    expect(tunnelOf([server('\x8f\x00'), said(CLOSE, 2)])).toMatchObject({ readable: false, clientClose: 4 });
    const fragmented = server(frame(CLOSE, 2, false, false));
    expect(tunnelOf([fragmented])).toMatchObject({ readable: false, serverClose: null });
  });

  test('a hole inside a frame is passed by, any other makes it unreadable', () => {
    const long = frame(TEXT, 100, false);
    expect(tunnelOf([server(long, { missing: 90 }), heard(CLOSE, 2)])).toMatchObject({
      readable: true,
      serverClose: 4,
    });
    expect(tunnelOf([server(long, { missing: 102 })])).toMatchObject({ readable: false });
  });
});

test.each([
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 ok\r\n\r\n'],
  ['another upgrade', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 101 x\r\nUpgrade: tls/1.0\r\n\r\n'],
])('of a tunnel by %s nothing is known', (_, request, response) => {
  const told = hear([client(request), server(response), client('anything'), server('at all')]);
  expect(told.protocol).toBe('http/1');
  expect(told.exchanges).toHaveLength(1);
  expect(told.exchanges[0]?.tunnel).toMatchObject({ protocol: 'opaque', readable: false });
});

test('the cut into chunks never matters', () => {
  const sayings = [
    said(TEXT, 5),
    heard(TEXT, 200),
    said(PING, 3),
    heard(TEXT, 66_000),
    said(CLOSE, 2),
    heard(CLOSE, 2),
  ];
  const whole = tunnelOf(sayings);
  expect(whole).toMatchObject({ clientClose: 7, serverClose: 8 });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 9 }), (pieces) => {
      expect(tunnelOf(sayings, pieces)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('any bytes are read to an end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 })), { maxLength: 9 }),
      (parts) => {
        tunnelOf(parts.map(([mine, bytes]) => (mine ? client(bytes) : server(bytes))));
      },
    ),
  );
});
