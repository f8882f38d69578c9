/** HTTP/2 frames as bytes. Header fields are written as literals without indexing, so that no table is involved. */
import { bytesFrom, concat } from './talk.ts';

export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
export const END_STREAM = 1;
export const END_HEADERS = 4;

export function frame(type: number, flags: number, stream: number, body: Uint8Array | string): Uint8Array {
  const bytes = bytesFrom(body);
  const { length } = bytes;
  const header = [length >> 16, (length >> 8) & 255, length & 255, type, flags];
  return concat(Uint8Array.of(...header, ...u32(stream)), bytes);
}

export function fields(...lines: readonly (readonly [string, string])[]): Uint8Array {
  return concat(...lines.map(([name, value]) => concat(Uint8Array.of(0), text(name), text(value))));
}

export function request(stream: number, method: string, path: string, flags = END_STREAM): Uint8Array {
  const block = fields([':method', method], [':scheme', 'http'], [':authority', 'a.test'], [':path', path]);
  return frame(1, END_HEADERS | flags, stream, block);
}

export function response(stream: number, status: number, flags = 0): Uint8Array {
  return frame(1, END_HEADERS | flags, stream, fields([':status', `${status}`]));
}

export const data = (stream: number, body: string, flags = 0) => frame(0, flags, stream, body);
export const settings = () => frame(4, 0, 0, '');
export const settingsAck = () => frame(4, 1, 0, '');
export const ping = () => frame(6, 0, 0, '12345678');
export const rstStream = (stream: number, code: number) => frame(3, 0, stream, u32(code));
export const goaway = (lastStream: number) => frame(7, 0, 0, concat(u32(lastStream), u32(0)));
export const windowUpdate = (stream: number) => frame(8, 0, stream, u32(1000));

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
}

function text(value: string): Uint8Array {
  return concat(Uint8Array.of(value.length), value);
}
