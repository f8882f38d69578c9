/** Header blocks of one direction, put together from HEADERS and CONTINUATION frames and decoded (RFC 9113 §4.3, §6.2, §6.10). */
import type { Frame } from '../app/frames.ts';
import { FLAG, flagsOf, streamOf, TYPE, typeOf } from './frame.ts';
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
export interface HeaderBlock {
  readonly stream: number;
  /** No body follows. */
  readonly endStream: boolean;
  readonly fields: BlockFields;
}

/** Blocks beyond this are cut: endless CONTINUATION frames are an attack. */
const MAX_BLOCK = 262_144;
const NOTHING = new Uint8Array(0);
const ID_NAMES: ReadonlySet<string> = new Set([
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'traceparent',
]);

export class HeaderBlocks {
  private readonly hpack = new HpackDecoder();
  private fragments = NOTHING;
  private stream = 0;
  private endStream = false;
  /** A part of the block was not captured or was too much. */
  private cut = false;

  /** Takes a HEADERS or CONTINUATION frame. Returns the block that it completes. */
  take(frame: Frame): HeaderBlock | null {
    const { header } = frame;
    const flags = flagsOf(header);
    const first = typeOf(header) === TYPE.HEADERS;
    if (first) {
      this.stream = streamOf(header);
      this.endStream = (flags & FLAG.END_STREAM) !== 0;
      this.fragments = NOTHING;
      this.cut = false;
    } else if (streamOf(header) !== this.stream) return null;
    this.cut ||= frame.body.length < frame.bodySize;
    const fragment = first ? withoutPadding(frame.body, flags) : frame.body;
    if ((flags & FLAG.END_HEADERS) === 0) {
      this.append(fragment);
      return null;
    }
    return this.complete(fragment);
  }

  /** A frame was missed that may have been one of these. */
  forget(): void {
    this.hpack.forget();
    this.stream = 0;
    this.fragments = NOTHING;
  }

  private append(fragment: Uint8Array): void {
    const length = this.fragments.length + fragment.length;
    if (length > MAX_BLOCK || this.cut) {
      this.cut = true;
      return;
    }
    const joined = new Uint8Array(length);
    joined.set(this.fragments);
    joined.set(fragment, this.fragments.length);
    this.fragments = joined;
  }

  private complete(last: Uint8Array): HeaderBlock {
    const { stream, endStream } = this;
    if (this.fragments.length > 0) this.append(last);
    const fields = emptyFields();
    const block = this.fragments.length > 0 ? this.fragments : last;
    this.hpack.decode(block, (name, value) => takeField(fields, name, value));
    if (this.cut) this.hpack.forget();
    this.stream = 0;
    this.fragments = NOTHING;
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
