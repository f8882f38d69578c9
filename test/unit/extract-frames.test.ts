/** What stays of protocols that speak in frames when a capture is hostile, or lacks packets. */
import { expect, test } from '@jest/globals';
import { bytesOf } from '../../src/app/first-bytes.ts';
import { latin1 } from '../../src/app/text.ts';
import { ChunkMarks } from '../../src/extract/scrub/chunk-marks.ts';
import { Disguise } from '../../src/extract/scrub/disguise.ts';
import { type FrameRule, FramesScrub } from '../../src/extract/scrub/frames.ts';
import { KeptBytes } from '../../src/extract/scrub/kept-bytes.ts';
import { ajpRule, fastCgiRule, http2Rule } from '../../src/extract/scrub/rules.ts';
import { HpackDecoder } from '../../src/http2/hpack/decoder.ts';
import { join } from '../support/packet-bytes.ts';

const origin = { frame: 1, time: 0, ack: 0 };

/** What is told of frames that a client sends; a number is a hole of so many bytes. */
function told(rule: (fromClient: boolean) => FrameRule, ...pieces: readonly (Uint8Array | number)[]): string {
  const kept = new KeptBytes();
  const scrub = new FramesScrub(rule, kept, new KeptBytes(), false);
  let seq = 1;
  for (const piece of pieces) {
    if (typeof piece === 'number') scrub.gap(true, piece, seq, origin);
    else scrub.data(true, piece, 0, piece.length, seq, origin);
    seq += typeof piece === 'number' ? piece : piece.length;
  }
  const bytes = new Uint8Array(seq - 1);
  kept.fill(bytes, 1);
  return String.fromCharCode(...bytes);
}

function http2(type: number, flags: number, stream: number, body: Uint8Array): Uint8Array {
  return join(Uint8Array.of(0, body.length >> 8, body.length & 255, type, flags, 0, 0, 0, stream), body);
}

/** A literal field that is added to the table, by name or by the table's number of its name. */
function literal(name: string | number, value: string): Uint8Array {
  const named =
    typeof name === 'number'
      ? Uint8Array.of(0x40 | name)
      : join(Uint8Array.of(0x40, name.length), bytesOf(name));
  return join(named, Uint8Array.of(value.length), bytesOf(value));
}

const HEADERS = 1;
const WHOLE = 4;
/** Of `:path` in the static table. */
const PATH = 4;
/** The newest entry of the dynamic table. */
const NEWEST = 62;

function pathsTold(text: string, from: number): string[] {
  const values: string[] = [];
  new HpackDecoder().decode(
    Uint8Array.from(text.slice(from), (character) => character.charCodeAt(0)),
    (_, value) => values.push(value),
  );
  return values;
}

// The capture lacks what made `authorization` the newest entry: by the table as it was, the secret is a path.
test('behind a hole no field of HTTP/2 goes by a name that the table had before it', () => {
  const first = http2(HEADERS, WHOLE, 1, literal(PATH, '/pay'));
  const last = http2(HEADERS, WHOLE, 5, literal(NEWEST, 'SECRET'));
  expect(told(http2Rule, first, last)).toContain('SECRET');
  expect(told(http2Rule, first, 40, last)).not.toContain('SECRET');
});

test('behind a promised request no field of HTTP/2 goes by a name that the table had before it', () => {
  const first = http2(HEADERS, WHOLE, 1, literal(PATH, '/pay'));
  const promise = http2(5, WHOLE, 1, join(Uint8Array.of(0, 0, 0, 2), literal('authorization', 'a')));
  const text = told(http2Rule, first, promise, http2(HEADERS, WHOLE, 3, literal(NEWEST, 'SECRET')));
  expect(text).not.toContain('SECRET');
  expect(pathsTold(text, 9).length).toBeGreaterThan(0);
});

test('of SETTINGS no more is told than there are settings', () => {
  expect(told(http2Rule, http2(4, 0, 0, bytesOf('SECRET'.repeat(100)))).match(/SECRET/g)).toHaveLength(16);
});

function ajp(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const texts = parts.map((part) =>
    typeof part === 'string'
      ? join(Uint8Array.of(0, part.length), bytesOf(part), Uint8Array.of(0))
      : Uint8Array.from(part),
  );
  const body = join(...texts);
  return join(Uint8Array.of(0x12, 0x34, body.length >> 8, body.length & 255), body);
}

const HEAD = [[2, 2], 'HTTP/1.1', '/pay', '192.0.2.1', 'client', 'shop', [0, 80, 0]] as const;

test('what follows the end of an AJP request in its packet is overwritten', () => {
  const text = told(ajpRule, ajp(...HEAD, [0, 0], [255], [...bytesOf('SECRET')]));
  expect(text).toContain('/pay');
  expect(text).not.toContain('SECRET');
});

test("a piece of an AJP request's body that begins like a request is overwritten", () => {
  const body = join(Uint8Array.of(0x12, 0x34, 2, 2, 2, 0), bytesOf('SE'), bytesOf('SECRET'.repeat(85)));
  expect(told(ajpRule, body)).not.toMatch(/SE|RET/);
});

function fastCgi(type: number, body: Uint8Array, size = body.length): Uint8Array {
  return join(Uint8Array.of(1, type, 0, 1, size >> 8, size & 255, 0, 0), body);
}

const BEGIN = fastCgi(1, Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0));
const param = (name: string, value: string) =>
  join(Uint8Array.of(name.length, value.length), bytesOf(name), bytesOf(value));
const fastCgiScrub = () => fastCgiRule(new Disguise());

test('the rest of a FastCGI variable that a record cuts is no variable', () => {
  const inner = param('HTTP_HOST', 'SECRET');
  const cookie = param('HTTP_COOKIE', `ab${latin1(inner, 0, inner.length)}`);
  const cut = 15;
  const records = [fastCgi(4, cookie.subarray(0, cut)), fastCgi(4, cookie.subarray(cut))];
  expect(told(fastCgiScrub, BEGIN, ...records)).not.toMatch(/SECRET|HTTP_HOST/);
  const after = [BEGIN, fastCgi(4, param('HTTP_HOST', 'shop'))];
  expect(told(fastCgiScrub, BEGIN, ...records, ...after)).toContain('HTTP_HOSTshop');
});

test('behind a hole a body of FastCGI is told no line of', () => {
  const status = fastCgi(6, bytesOf('Status: SECRET\r\n'));
  expect(told(fastCgiScrub, BEGIN, 100, status)).not.toContain('SECRET');
});

test('a body that is none in chunks is not told as the size of one', () => {
  const [kept, bytes] = [new KeptBytes(), bytesOf('4d5e6f708192a3b4c5d6e7f8\r\n')];
  new ChunkMarks().take(bytes, 0, bytes.length, 1, kept);
  kept.fill(bytes, 1);
  expect(latin1(bytes, 0, bytes.length)).toBe('4d5e6f708192xxxxxxxxxxxx\r\n');
});
