/** Header blocks of one direction, put together from HEADERS and CONTINUATION frames and decoded (RFC 9113 §4.3, §6.2, §6.10). */
import type { Frame } from '../app/frames.ts';
import { Gathered } from '../app/gathered.ts';
import { REQUEST_ID_FIELDS } from '../app/request-id.ts';
import { FLAG, flagsOf, HEADER_SIZE, http2Frames, streamOf, TYPE, typeOf } from './frame.ts';
import { HpackDecoder } from './hpack/decoder.ts';

/** The fields of a block that matter here; null where absent or unknown. */
export interface BlockFields {
  method: string | null;
  path: string | null;
  authority: string | null;
  host: string | null;
  status: number | null;
  /** X-Request-Id, traceparent and the like. */
  id: string | null;
  server: string | null;
}

/** A block whose last frame came. */
interface HeaderBlock {
  readonly stream: number;
  /** No body follows. */
  readonly endStream: boolean;
  readonly fields: BlockFields;
}

/** Blocks beyond this are cut: endless CONTINUATION frames are an attack. */
const MAX_BLOCK = 262_144;
const ID_NAMES: ReadonlySet<string> = new Set(REQUEST_ID_FIELDS);

export class HeaderBlocks {
  private readonly hpack = new HpackDecoder();
  private readonly fragments = new Gathered(MAX_BLOCK);
  private stream = 0;
  private endStream = false;

  /** Takes a HEADERS or CONTINUATION frame. Returns the block that it completes. */
  take(frame: Frame): HeaderBlock | null {
    const { header, body } = frame;
    const flags = flagsOf(header);
    const whole = body.length === frame.bodySize;
    const isLast = (flags & FLAG.END_HEADERS) !== 0;
    let fragment = body;
    if (typeOf(header) === TYPE.HEADERS) {
      this.stream = streamOf(header);
      this.endStream = (flags & FLAG.END_STREAM) !== 0;
      this.fragments.clear();
      fragment = withoutPadding(body, flags);
      if (isLast) return this.decode(fragment, whole);
    } else if (streamOf(header) !== this.stream) return null;
    this.fragments.add(fragment, whole);
    return isLast ? this.decode(this.fragments.bytes, !this.fragments.cut) : null;
  }

  /** A frame was missed that may have been one of these. */
  forget(): void {
    this.hpack.forget();
    this.stream = 0;
    this.fragments.clear();
  }

  private decode(block: Uint8Array, whole: boolean): HeaderBlock {
    const { stream, endStream } = this;
    const fields = fieldsIn(this.hpack, block);
    if (!whole) this.hpack.forget();
    this.stream = 0;
    this.fragments.clear();
    return { stream, endStream, fields };
  }
}

/** RFC 9113 §6.2: padding and priority around the fragment. */
function withoutPadding(body: Uint8Array, flags: number): Uint8Array {
  const padded = (flags & FLAG.PADDED) !== 0;
  const from = (padded ? 1 : 0) + (flags & FLAG.PRIORITY ? 5 : 0);
  const padding = padded ? (body[0] ?? 0) : 0;
  return body.subarray(from, Math.max(from, body.length - padding));
}

/** Whose head the first that tells is among whole frames: only requests have a method, only responses a status (RFC 9113 §8.3). */
export function kindOfHead(frames: Uint8Array): 'request' | 'response' | null {
  for (let at = 0; at < frames.length; ) {
    const header = frames.subarray(at, at + HEADER_SIZE);
    const start = at + HEADER_SIZE;
    at = start + http2Frames.bodySize(header);
    if (typeOf(header) !== TYPE.HEADERS) continue;
    const fields = fieldsIn(new HpackDecoder(), withoutPadding(frames.subarray(start, at), flagsOf(header)));
    if (fields.status !== null) return 'response';
    if (fields.method !== null) return 'request';
  }
  return null;
}

function fieldsIn(hpack: HpackDecoder, block: Uint8Array): BlockFields {
  const fields = emptyFields();
  hpack.decode(block, (name, value) => takeField(fields, name, value));
  return fields;
}

function emptyFields(): BlockFields {
  return { method: null, path: null, authority: null, host: null, status: null, id: null, server: null };
}

function takeField(fields: BlockFields, name: string, value: string): void {
  switch (name) {
    case ':method':
      fields.method ??= value;
      return;
    case ':path':
      fields.path ??= value;
      return;
    case ':authority':
      fields.authority ??= value;
      return;
    case 'host':
      fields.host ??= value;
      return;
    case ':status':
      fields.status ??= /^[1-9]\d\d$/.test(value) ? Number(value) : null;
      return;
    case 'server':
      fields.server ??= value;
      return;
    default:
      if (ID_NAMES.has(name)) fields.id ??= value;
  }
}
