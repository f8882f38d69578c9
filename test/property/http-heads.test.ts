/** Heads of HTTP/1, well-formed and hostile, are read as a plain reader reads them, wherever they lie and wherever they are cut. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { REQUEST_ID_FIELDS } from '../../src/app/request-id.ts';
import { parseHead } from '../../src/http/parse-head.ts';
import { factsOf, referenceHead } from '../support/reference-head.ts';

const NAMES = [
  'host',
  'server',
  'upgrade',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  ...REQUEST_ID_FIELDS,
];
/** Names that come close: another letter, bytes that differ from the right ones in the bit of the case only, cut ones. */
const NEARLY = 'hosu|Host\x1a|keep\ralive|Content_Length|content-lengt|x-request-i|Connections|Date|h'.split(
  '|',
);
const NUMBERS = '0|7|0012|12|9999999999999999|1e3|-1|5, 5'.split('|');
const CODINGS = 'chunked|CHUNKED|gzip, chunked|chunked, gzip|identity|chunked ,identity|, '.split('|');
const PERSISTENCE = 'close|Keep-Alive|close, keep-alive|closed'.split('|');
const TIMEOUTS = 'timeout=5|max=3, Timeout=060|timeout=|timeout=1234567890'.split('|');
const VALUES = [...NUMBERS, ...CODINGS, ...PERSISTENCE, ...TIMEOUTS, '', 'a.example:80', 'websocket'];
const REQUEST_LINES =
  'GET / HTTP/1.1|POST /a?b c HTTP/1.0|M-SEARCH * HTTP/1.1|GET  HTTP/1.1|GET / HTTP|GET /|ab'.split('|');
const STATUS_LINES =
  'HTTP/1.1 200 OK|HTTP/1.0 404 |HTTP/1.1 20|HTTP/1.1 99 x|HTTP/2 200|HTTP/1.1  200| HTTP/1.1 1'.split('|');
const FIRST_LINES = [...REQUEST_LINES, ...STATUS_LINES];

const spelled = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      upper
        .map((isUpper, i) => (isUpper ? text.charAt(i).toUpperCase() : text.charAt(i).toLowerCase()))
        .join(''),
    );
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const noise = fc.string({ unit: byte, maxLength: 40 });
const blanks = fc.constantFrom('', ' ', '\t', '  \t ', '\r');
const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r\r\n');

const named = fc.constantFrom(...NAMES).chain((name) => fc.oneof(fc.constant(name), spelled(name)));
const field = fc
  .tuple(
    fc.oneof(named, fc.constantFrom(...NEARLY)),
    blanks,
    fc.oneof(fc.constantFrom(...VALUES), noise),
    blanks,
  )
  .map(([name, before, value, behind]) => `${name}:${before}${value.replaceAll('\n', '')}${behind}`);
const lines = fc.array(fc.tuple(fc.oneof({ weight: 6, arbitrary: field }, noise), lineEnd), { maxLength: 8 });
const head = fc
  .tuple(
    fc.oneof(fc.constantFrom(...FIRST_LINES), noise),
    lineEnd,
    lines,
    fc.constantFrom('\r\n', '\n', ''),
    noise,
  )
  .map(([first, end, fields, last, body]) => `${first}${end}${fields.flat().join('')}${last}${body}`);

/** The text in a buffer with other bytes around it. */
function placed(text: string, before: number, behind: string) {
  const all = `${'\n'.repeat(before)}${text}${behind}`;
  return Uint8Array.from(all, (letter) => letter.charCodeAt(0));
}

test('every fact of a head is what the plain reader finds', () => {
  fc.assert(
    fc.property(head, fc.nat(9), noise, (text, before, behind) => {
      const read = parseHead(placed(text, before, behind), before, before + text.length);
      expect(read && factsOf(read)).toEqual(referenceHead(text));
    }),
    { numRuns: 3000 },
  );
});

test('and so it is for a head that is cut anywhere', () => {
  fc.assert(
    fc.property(head, fc.nat(), fc.nat(9), noise, (text, place, before, behind) => {
      const cut = text.slice(0, place % (text.length + 1));
      const read = parseHead(placed(cut, before, behind), before, before + cut.length);
      expect(read && factsOf(read)).toEqual(referenceHead(cut));
    }),
    { numRuns: 3000 },
  );
});

test('the hash is that of the bytes of the head, wherever it lies and whatever follows', () => {
  const GET = 'GET /a HTTP/1.1\r\n';
  const between = fc.stringMatching(/^[!-~ ]{1,60}$/);
  fc.assert(
    fc.property(between, fc.nat(9), noise, fc.nat(), (value, before, behind, place) => {
      const hashOf = (text: string, at: number, rest: string) =>
        parseHead(placed(text, at, rest), at, at + text.length + rest.length)?.hash;
      const text = `${GET}A: ${value}\r\n\r\n`;
      const at = place % value.length;
      const other = `${GET}A: ${value.slice(0, at)}~${value.slice(at + 1)}\r\n\r\n`;
      const hash = hashOf(text, before, behind);
      expect(hashOf(text, 0, '')).toBe(hash);
      if (other !== text) expect(hashOf(other, before, behind)).not.toBe(hash);
    }),
    { numRuns: 500 },
  );
});
