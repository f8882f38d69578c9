/** What stays of payload in an extract: nothing that is not named here. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf } from '../../src/app/first-bytes.ts';
import { latin1 } from '../../src/app/text.ts';
import { adjust, sumOf } from '../../src/extract/checksum.ts';
import { ChunkMarks } from '../../src/extract/scrub/chunk-marks.ts';
import { Disguise } from '../../src/extract/scrub/disguise.ts';
import { scrubbedHead } from '../../src/extract/scrub/head.ts';
import { KeptBytes } from '../../src/extract/scrub/kept-bytes.ts';

function scrubbed(text: string, disguise = new Disguise()): string {
  const bytes = bytesOf(text);
  const head = scrubbedHead(bytes, 0, bytes.length, disguise);
  expect(latin1(bytes, 0, bytes.length)).toBe(text);
  return String.fromCharCode(...head);
}

describe('a head', () => {
  test('keeps method, path, version and the fields that identify or frame a message', () => {
    const text =
      'POST /pay HTTP/1.1\r\nHost: shop\r\nContent-Length: 7\r\nX-Request-ID: a-1\r\nConnection: close\r\n\r\n';
    expect(scrubbed(text)).toBe(text);
  });

  test.each([
    ['a query', 'GET /a?SECRET=1 HTTP/1.1\r\n\r\n', /^GET \/a\?[a-z]{8} HTTP\/1\.1\r\n\r\n$/],
    ['a fragment', 'GET /a#SECRET HTTP/1.1\r\n\r\n', /^GET \/a#[a-z]{6} HTTP\/1\.1\r\n\r\n$/],
    [
      'a user',
      'GET http://SECRET:PW@h/a HTTP/1.1\r\n\r\n',
      /^GET http:\/\/[a-z]{9}@h\/a HTTP\/1\.1\r\n\r\n$/,
    ],
    [
      'a cookie',
      'GET / HTTP/1.1\r\nCookie: SECRET\r\n\r\n',
      /^GET \/ HTTP\/1\.1\r\n[a-z]{6}: [a-z]{6}\r\n\r\n$/,
    ],
    [
      'a folded line',
      'GET / HTTP/1.1\r\nHost: a\r\n SECRET\r\n\r\n',
      /^GET .*\r\nHost: a\r\n[a-z]{7}\r\n\r\n$/,
    ],
    ['a reason phrase', 'HTTP/1.1 200 SECRET\r\n\r\n', /^HTTP\/1\.1 200 [a-z]{6}\r\n\r\n$/],
    ['words behind the version', 'GET / HTTP/1.1 SECRET\r\n\r\n', /^GET \/ HTTP\/1\.1[a-z]{7}\r\n\r\n$/],
    ['what is no start line', 'SECRET\r\nHost: a\r\n\r\n', /^[a-z]{6}\r\nHost: a\r\n\r\n$/],
    ['a line without a colon', 'GET / HTTP/1.1\r\nSECRET\r\n\r\n', /\r\n[a-z]{6}\r\n\r\n$/],
    ['a head that breaks off', 'GET / HTTP/1.1\r\nCookie: SECR', /^GET \/ HTTP\/1\.1\r\n[a-z]{6}: [a-z]{4}$/],
  ])('loses %s, and no length', (_, text, expected) => {
    expect(scrubbed(text)).toMatch(expected);
  });

  test('the same secret has the same letters, another one others', () => {
    const disguise = new Disguise();
    const head = (query: string) => scrubbed(`GET /?${query} HTTP/1.1\r\n\r\n`, disguise);
    expect(head('token=123456')).toBe(head('token=123456'));
    expect(head('token=123456')).not.toBe(head('token=123457'));
  });

  test('whatever it holds, its length, line ends and colons stay where they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 8 }), (lines) => {
        const text = lines.join('\r\n').replace(/[^\0-\xff]/g, '');
        const after = scrubbed(text);
        expect(after).toHaveLength(text.length);
        const ends = (of: string) => [...of.matchAll(/\n/g)].map(({ index }) => index);
        expect(ends(after)).toEqual(ends(text));
      }),
    );
  });
});

describe('a chunked body', () => {
  const body = '5;ext=SECRET\r\nhello\r\n0010\r\nSECRETSECRETSECR\r\n0\r\nX-Trailer: SECRET\r\n\r\n';
  const told = '5;xxxxxxxxxx\r\nxxxxx\r\n0010\r\nxxxxxxxxxxxxxxxx\r\n0\r\nxxxxxxxxxxxxxxxxx\r\n\r\n';

  test('keeps sizes and line ends, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(body.length), { maxLength: 6 }), (cuts) => {
        const bytes = bytesOf(body);
        const [kept, marks] = [new KeptBytes(), new ChunkMarks()];
        let from = 0;
        for (const cut of [...cuts.toSorted((a, b) => a - b), body.length]) {
          marks.take(bytes, from, cut, 100 + from, kept);
          from = cut;
        }
        kept.fill(bytes, 100);
        expect(latin1(bytes, 0, bytes.length)).toBe(told);
      }),
    );
  });
});

describe('bytes kept', () => {
  test('are told wherever a packet has them, all others are overwritten', () => {
    const kept = new KeptBytes();
    kept.put(10, bytesOf('HEAD'));
    const filled = (seq: number, text: string) => {
      const bytes = bytesOf(text);
      kept.fill(bytes, seq);
      return latin1(bytes, 0, bytes.length);
    };
    expect(filled(8, 'secret!!')).toBe('xxHEADxx');
    expect(filled(12, 'secret')).toBe('ADxxxx');
    expect(filled(20, 'secret')).toBe('xxxxxx');
  });

  test('of a long stream are forgotten in the end, and then told no more', () => {
    const kept = new KeptBytes();
    for (let seq = 0; seq < 10_000; seq++) kept.put(seq, bytesOf('k'));
    const [old, late] = [bytesOf('s'), bytesOf('s')];
    kept.fill(old, 5);
    kept.fill(late, 9999);
    expect([latin1(old, 0, 1), latin1(late, 0, 1)]).toEqual(['x', 'k']);
  });
});

test('a checksum that is adjusted is the one that is calculated anew', () => {
  const calculated = (bytes: Uint8Array) => {
    const zeroed = Uint8Array.from(bytes).fill(0, 0, 2);
    let sum = sumOf(zeroed, 0, zeroed.length);
    while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
    return ~sum & 0xffff;
  };
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 99 }),
      fc.uint8Array({ minLength: 97, maxLength: 97 }),
      (bytes, others) => {
        const first = calculated(bytes);
        bytes.set([first >>> 8, first & 0xff]);
        const before = sumOf(bytes, 2, bytes.length);
        bytes.set(others.subarray(0, bytes.length - 2), 2);
        adjust(bytes, 0, before, sumOf(bytes, 2, bytes.length));
        const stored = ((bytes[0] as number) << 8) | (bytes[1] as number);
        // Both are zero in ones' complement.
        expect(stored % 0xffff).toBe(calculated(bytes) % 0xffff);
      },
    ),
  );
});
