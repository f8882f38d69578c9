/** HTTP messages as a gateway and its upstreams exchange them, and bytes that are no HTTP. */
import { Random } from './random.ts';

const PATHS = ['/v1/orders/', '/v1/baskets/', '/v2/stock/', '/session/', '/render?page='];
const STATUSES = ['200 OK', '200 OK', '200 OK', '201 Created', '304 Not Modified', '404 Not Found'];

const POOL = Buffer.alloc(1 << 20);
/** Bytes as an unknown protocol might have them: none is ASCII. */
const NOISE = Buffer.alloc(1 << 16);
const noise = new Random(1);
for (let at = 0; at < NOISE.length; at++) NOISE[at] = noise.bits() | 0x80;

const filler = '{"sku":"A-1047","count":3,"price":"17.90","currency":"EUR"},';
for (let at = 0; at < POOL.length; at += filler.length) POOL.write(filler, at, 'latin1');

/** `length` bytes of JSON's look, from a place that differs. */
function body(random: Random, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let left = length; left > 0; left -= POOL.length) {
    const from = left < POOL.length ? random.whole(0, POOL.length - left) : 0;
    parts.push(POOL.subarray(from, from + Math.min(left, POOL.length)));
  }
  return Buffer.concat(parts);
}

export function request(random: Random, close: boolean): Uint8Array {
  const length = random.chance(0.3) ? random.whole(20, 1500) : 0;
  const head = [
    `${length > 0 ? 'POST' : 'GET'} ${random.one(PATHS)}${random.bits()} HTTP/1.1`,
    'Host: upstream.internal:8080',
    `X-Request-Id: ${random.bits().toString(16)}${random.bits().toString(16)}`,
    'Accept: application/json',
    `Cookie: session=${random.bits().toString(36)}${random.bits().toString(36)}`,
    ...(length > 0 ? [`Content-Length: ${length}`] : []),
    ...(close ? ['Connection: close'] : []),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body(random, length)]);
}

/** A response with a body of about `length` bytes, framed by its length or in chunks. */
export function response(random: Random, length: number, close: boolean): Uint8Array {
  const status = random.one(STATUSES);
  const lines = [`HTTP/1.1 ${status}`, 'Server: bench/1', 'Content-Type: application/json'];
  if (close) lines.push('Connection: close');
  if (status.startsWith('304')) return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const chunked = random.chance(0.3);
  lines.push(chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, chunked ? chunks(body(random, length)) : body(random, length)]);
}

/** A head that says how long the body is, and that body: a hole in it hides nothing. */
export function countedResponse(random: Random, length: number): Uint8Array {
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, body(random, length)]);
}

function chunks(content: Buffer): Buffer {
  const half = content.length >> 1;
  const parts = [content.subarray(0, half), content.subarray(half)].filter((part) => part.length > 0);
  const coded = parts.flatMap((part) => [
    Buffer.from(`${part.length.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...coded, Buffer.from('0\r\n\r\n')]);
}

/** A message of a protocol that nobody knows. */
export function opaque(random: Random, length: number): Uint8Array {
  const from = random.whole(0, NOISE.length - length);
  return NOISE.subarray(from, from + length);
}
