import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesFrom, client, concat, hear, type Saying, server, type Told } from '../support/talk.ts';

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 255);
const toContainer = (body: Uint8Array | string) => concat(u16(0x1234), u16(bytesFrom(body).length), body);
const toServer = (body: Uint8Array | string) => concat(u16(0x4142), u16(bytesFrom(body).length), body);
const text = (value: string | null) =>
  value === null ? u16(0xffff) : concat(u16(value.length), value, '\0');

const GET = 2;
const POST = 4;
const STORED = 255;

interface Forward {
  readonly method?: number;
  readonly headers?: readonly (readonly [number | string, string])[];
  readonly attributes?: Uint8Array;
}

function forward({ method = GET, headers = [], attributes = new Uint8Array(0) }: Forward = {}): Uint8Array {
  const fields = headers.map(([name, value]) =>
    concat(typeof name === 'number' ? u16(name) : text(name), text(value)),
  );
  const addresses = [text('192.0.2.1'), text(null), text('tomcat.test')];
  const head = [
    Uint8Array.of(2, method),
    text('HTTP/1.1'),
    text('/app/pay'),
    ...addresses,
    u16(80),
    Uint8Array.of(0),
  ];
  return toContainer(concat(...head, u16(fields.length), ...fields, attributes, Uint8Array.of(0xff)));
}

const HOST = [0xa00b, 'shop.test'] as const;
const lengthOf = (bytes: number) => [0xa008, `${bytes}`] as const;
const bodyPart = (bytes: string) => toContainer(concat(u16(bytes.length), bytes));
const headers = (status: number) => toServer(concat(Uint8Array.of(4), u16(status), text('x'), u16(0)));
const chunk = (bytes: string) => toServer(concat(Uint8Array.of(3), u16(bytes.length), bytes, '\0'));
const getBody = () => toServer(concat(Uint8Array.of(6), u16(8186)));
const end = (reuse = 1) => toServer(Uint8Array.of(5, reuse));
const answer = (status = 200) => concat(headers(status), chunk('hello'), end());

function told({ exchanges }: Told): string[] {
  return exchanges.map(
    ({ request, response }) =>
      `${request?.method} ${request?.target}${request?.end === null ? '…' : ''} → ${response?.status ?? '-'}${response && response.end === null ? '…' : ''}`,
  );
}

describe('AJP', () => {
  test('a request without a body is one packet', () => {
    const heard = hear([client(forward({ headers: [HOST, ['X-Request-Id', 'r-1']] })), server(answer())]);
    expect(heard.protocol).toBe('ajp');
    expect(told(heard)).toEqual(['GET /app/pay → 200']);
    expect(heard.exchanges[0]).toMatchObject({
      request: { host: 'shop.test', id: 'r-1', start: { seq: 1 } },
      response: { framing: 'records', end: 1 + answer().length },
      lastByAgreement: false,
    });
  });

  test('the query is an attribute, and so is a method without a number', () => {
    const query = concat(Uint8Array.of(5), text('id=7'));
    const named = concat(Uint8Array.of(10), text('AJP_REMOTE_PORT'), text('1'));
    const keySize = concat(Uint8Array.of(11), u16(256));
    const method = concat(Uint8Array.of(13), text('PURGE'));
    const attributes = concat(named, keySize, query, method);
    expect(told(hear([client(forward({ method: STORED, attributes }))]))).toEqual([
      'PURGE /app/pay?id=7 → -',
    ]);
  });

  test('a body ends with its length', () => {
    const head = client(forward({ method: POST, headers: [lengthOf(9)] }));
    expect(told(hear([head, client(bodyPart('12345'))]))).toEqual(['POST /app/pay… → -']);
    const all = [head, client(bodyPart('12345')), server(getBody()), client(bodyPart('6789'))];
    expect(told(hear(all))).toEqual(['POST /app/pay → -']);
    expect(told(hear([...all, server(answer(201)), client(forward())]))).toEqual([
      'POST /app/pay → 201',
      'GET /app/pay → -',
    ]);
  });

  test('a chunked body ends with an empty packet', () => {
    const head = client(forward({ method: POST, headers: [['Transfer-Encoding', 'chunked']] }));
    expect(told(hear([head, client(bodyPart('12345'))]))).toEqual(['POST /app/pay… → -']);
    expect(told(hear([head, client(bodyPart('12345')), client(toContainer(''))]))).toEqual([
      'POST /app/pay → -',
    ]);
  });

  test('asking for more of the body answers nothing', () => {
    const heard = hear([client(forward({ method: POST, headers: [lengthOf(9)] })), server(getBody())]);
    expect(told(heard)).toEqual(['POST /app/pay… → -']);
    expect(heard.log.controlUpTo).toBe(1 + getBody().length);
  });

  test('pings and their answers are nothing', () => {
    const heard = hear([
      client(toContainer(Uint8Array.of(10))),
      server(toServer(Uint8Array.of(9))),
      client(forward()),
      server(answer()),
      client(toContainer(Uint8Array.of(10))),
    ]);
    expect(heard.protocol).toBe('ajp');
    expect(heard.log).toMatchObject({ requests: 1, responses: 1 });
  });

  test('a container that will not use the connection again ends it by agreement', () => {
    const heard = hear([client(forward()), server(concat(headers(200), end(0)))]);
    expect(heard.exchanges[0]?.lastByAgreement).toBe(true);
  });

  test('a request that is cut by the close has begun and not ended', () => {
    expect(told(hear([client(forward().subarray(0, 30))]))).toEqual(['null null… → -']);
  });

  test('a packet of which the capture holds no byte hides what it was', () => {
    const cut = headers(200);
    const heard = hear([client(forward()), server(cut, { missing: cut.length - 4 })]);
    expect(heard.exchanges[0]?.response).toMatchObject({ hidden: true, end: null });
  });

  test('in mid-connection the packets tell who is the client', () => {
    const heard = hear([server(concat(chunk('rest'), end())), client(forward()), server(answer())], {
      midstream: true,
    });
    expect(heard.protocol).toBe('ajp');
    expect(told(heard)).toEqual(['GET /app/pay → 200']);
  });
});

test('the cut into chunks never matters', () => {
  const sayings: readonly Saying[] = [
    client(concat(forward({ method: POST, headers: [HOST, lengthOf(9)] }), bodyPart('12345'))),
    server(getBody()),
    client(bodyPart('6789')),
    server(answer(500)),
    client(forward()),
    server(headers(200)),
  ];
  const whole = hear(sayings);
  expect(told(whole)).toEqual(['POST /app/pay → 500', 'GET /app/pay → 200…']);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }), (pieces) => {
      expect(hear(sayings, { pieces }).exchanges).toEqual(whole.exchanges);
    }),
    { numRuns: 50 },
  );
});

test('any packets and any rubbish are read to an end', () => {
  const anyPart = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map(toContainer),
    fc.uint8Array({ maxLength: 60 }).map((body) => toContainer(concat(Uint8Array.of(2), body))),
    fc.uint8Array({ maxLength: 20 }).map(toServer),
    fc.uint8Array({ maxLength: 20 }),
    fc.constant(forward()),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), anyPart), { maxLength: 12 }), (parts) => {
      hear([client(forward()), ...parts.map(([mine, bytes]) => (mine ? client(bytes) : server(bytes)))]);
    }),
  );
});
