import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesFrom, client, concat, hear, hex, server } from '../support/talk.ts';

const V2 = '0d0a0d0a000d0a515549540a';
const REQUEST = 'GET /behind HTTP/1.1\r\nHost: a\r\n\r\n';
const V1 = 'PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n';
const V2_IPV4 = hex(`${V2} 21 11 000c c0000201 c6336401 dc04 01bb`);
const V2_IPV6 = hex(
  `${V2} 21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb`,
);

function heard(header: Uint8Array | string, pieces: readonly number[] = []) {
  const told = hear(
    [client(concat(header, REQUEST)), server('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
    {
      pieces,
    },
  );
  const { request, response } = told.exchanges[0] ?? {};
  return {
    by: told.stream.proxiedFor,
    target: request?.target,
    seq: request?.start.seq,
    status: response?.status,
  };
}

describe('a PROXY header in front of a request', () => {
  test.each([
    ['version 1, IPv4', V1, '192.0.2.1:56324'],
    ['version 1, IPv6', 'PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n', '[2001:db8::1]:56324'],
    ['version 1, unknown', 'PROXY UNKNOWN\r\n', null],
    ['version 1, unknown with more', 'PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n', null],
    ['version 1, no address', 'PROXY TCP4 <script> 198.51.100.1 56324 443\r\n', null],
    ['version 2, IPv4', V2_IPV4, '192.0.2.1:56324'],
    ['version 2, IPv6', V2_IPV6, '[2001:db8::1]:56324'],
    ['version 2, a health check of its own', hex(`${V2} 20 00 0000`), null],
    ['version 2, a Unix socket', concat(hex(`${V2} 21 31 00d8`), new Uint8Array(216)), null],
    ['version 2, too short for its family', hex(`${V2} 21 11 0002 c000`), null],
    [
      'version 2 with extensions',
      concat(hex(`${V2} 21 11 0030 c0000201 c6336401 dc04 01bb`), new Uint8Array(36)),
      '192.0.2.1:56324',
    ],
  ])('%s is taken off, and its source kept', (_, header, source) => {
    const size = bytesFrom(header).length;
    expect(heard(header)).toEqual({ by: source, target: '/behind', seq: 1 + size, status: 200 });
  });

  test.each([
    ['version 1', V1],
    ['version 2', V2_IPV6],
  ])('%s: the cut into chunks never matters', (_, header) => {
    const whole = heard(header);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 9 }), (pieces) => {
        expect(heard(header, pieces)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('a line without an end is no longer than the protocol allows', () => {
    expect(heard(`PROXY ${'x'.repeat(101)}`)).toMatchObject({ by: null, target: '/behind', seq: 108 });
  });

  test('without one nothing is taken off', () => {
    expect(heard('')).toEqual({ by: null, target: '/behind', seq: 1, status: 200 });
  });

  test('the header itself is no request', () => {
    const told = hear([client(V1), server('220 mail\r\n')]);
    expect(told.stream.proxiedFor).toBe('192.0.2.1:56324');
    expect(told.exchanges).toEqual([]);
  });

  test('any header is read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (rest, first) => {
        heard(concat(first ? 'PROXY ' : hex(V2), rest));
      }),
    );
  });
});
