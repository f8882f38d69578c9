/**
 * Header blocks of HTTP/2 written anew, as long as they were: the fields that are told, as far as there is room, without any reference
 * to the dynamic table (RFC 7541 §5, §6.1, §6.2.2). What is left over is filled with a field that says nothing.
 */
import { bytesOf } from '../../app/first-bytes.ts';
import type { Frame } from '../../app/frames.ts';
import { REQUEST_ID_FIELDS } from '../../app/request-id.ts';
import { FLAG, flagsOf, TYPE, typeOf } from '../../http2/frame.ts';
import { HpackDecoder } from '../../http2/hpack/decoder.ts';
import { staticTable } from '../../http2/hpack/static-table.ts';
import { withoutQuery } from '../../timeline/target.ts';
import { BLANK } from './kept-bytes.ts';

/** What tells most first: the room may not do for all. */
const TOLD = [':status', ':method', ':path', ':authority', 'host', ...REQUEST_ID_FIELDS, 'server'];
/** Lengths and indexes of one byte are enough. */
const LONGEST = 126;
const LITERAL = 0x00;
const PREFIX = 15;
const INDEXED = 0x80;
/** `accept-encoding: gzip, deflate`, one byte long. */
const SHORT_FILLER = INDEXED | 16;
/** A literal field of one letter, with no value. */
const FILLER = 4;

/** The blocks of one direction. */
export class HeaderBlockScrub {
  private readonly hpack = new HpackDecoder();

  /** A block was missed: what refers to the table would get names of other fields, and secrets with them. */
  forget(): void {
    this.hpack.forget();
  }

  /** The body of a HEADERS or CONTINUATION frame as it may be told. */
  told({ header, body, bodySize }: Frame): Uint8Array {
    const flags = flagsOf(header);
    const isWhole =
      typeOf(header) === TYPE.HEADERS && (flags & FLAG.END_HEADERS) !== 0 && body.length === bodySize;
    const padded = (flags & FLAG.PADDED) !== 0;
    const from = typeOf(header) === TYPE.HEADERS ? (padded ? 1 : 0) + (flags & FLAG.PRIORITY ? 5 : 0) : 0;
    const end = Math.max(from, body.length - (padded ? (body[0] ?? 0) : 0));
    const fields = new Map<string, string>();
    // Of a block in several frames nothing is told, and what it added to the table is unknown.
    if (isWhole) this.hpack.decode(body.subarray(from, end), (name, value) => fields.set(name, value));
    else this.hpack.forget();
    const told = new Uint8Array(body.length);
    told.set(body.subarray(0, Math.min(from, body.length)));
    told.set(encoded(fields, Math.max(0, end - from)), from);
    return told;
  }
}

function encoded(fields: ReadonlyMap<string, string>, room: number): Uint8Array {
  const bytes: number[] = [];
  for (const name of TOLD) {
    const value = fields.get(name);
    if (value === undefined) continue;
    const field = fieldOf(name, name === ':path' ? withoutQuery(value) : value);
    if (field !== null && bytes.length + field.length <= room) bytes.push(...field);
  }
  while (bytes.length < room) bytes.push(...filler(room - bytes.length));
  return Uint8Array.from(bytes);
}

/** Null for what is too long. */
function fieldOf(name: string, value: string): number[] | null {
  const known = staticTable.findIndex((entry) => entry.name === name && entry.value === value);
  if (known >= 0) return [INDEXED | (known + 1)];
  if (value.length > LONGEST) return null;
  const index = staticTable.findIndex((entry) => entry.name === name) + 1;
  const named =
    index === 0
      ? [LITERAL, name.length, ...bytesOf(name)]
      : index < PREFIX
        ? [index]
        : [PREFIX, index - PREFIX];
  return [...named, value.length, ...bytesOf(value)];
}

function filler(room: number): number[] {
  if (room < FILLER) return [SHORT_FILLER];
  const length = Math.min(room - FILLER, LONGEST);
  return [LITERAL, 1, BLANK, length, ...Array.from({ length }, () => BLANK)];
}
