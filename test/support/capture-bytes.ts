/**
 * Captures and packets by hand, for tests that are about bytes. Every builder fills in what makes the result valid;
 * what a test wants wrong it passes.
 */
import { CaptureError, type CaptureIssue } from '../../src/capture/errors.ts';
import { emptyFrame, type RawFrame } from '../../src/capture/frame.ts';
import { CaptureReader } from '../../src/capture/reader.ts';
import { Decoder } from '../../src/decode/decode.ts';
import type { Decoded } from '../../src/decode/decoded.ts';

/** Bytes as such, as numbers, or as hexadecimal digits with any spaces. */
export type Part = Uint8Array | readonly number[] | string;

export function bytes(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? fromHex(part) : [...part])));
}

function fromHex(text: string): number[] {
  return (text.replaceAll(/\s/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** Numbers in network order. */
export const be16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
export const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value & 0xffff)];

/** `length` bytes of a value. */
export const fill = (length: number, value = 0): Uint8Array => new Uint8Array(length).fill(value);

/** Numbers in the byte order of a file. */
class Order {
  private readonly little: boolean;
  constructor(little: boolean) {
    this.little = little;
  }
  u16(value: number): number[] {
    return this.little ? be16(value).reverse() : be16(value);
  }
  u32(value: number): number[] {
    return this.little ? be32(value).reverse() : be32(value);
  }
  u64(value: bigint): number[] {
    const number = [...be32(Number((value >> 32n) & 0xffffffffn)), ...be32(Number(value & 0xffffffffn))];
    return this.little ? number.reverse() : number;
  }
}

export const LITTLE = new Order(true);
export const BIG = new Order(false);

export interface PcapOptions {
  readonly order?: Order;
  readonly magic?: number;
  readonly version?: readonly [number, number];
  readonly snaplen?: number;
  readonly linkType?: number;
}

export interface PcapRecord {
  readonly data: Part;
  readonly seconds?: number;
  /** Micro- or nanoseconds. */
  readonly fraction?: number;
  readonly captured?: number;
  readonly original?: number;
  /** What a longer record header holds. */
  readonly extra?: Part;
}

export function pcap(options: PcapOptions, ...records: readonly PcapRecord[]): Uint8Array {
  const { order = LITTLE, magic = 0xa1b2c3d4, version = [2, 4], snaplen = 262_144, linkType = 1 } = options;
  const header = [
    order.u32(magic),
    order.u16(version[0]),
    order.u16(version[1]),
    fill(8),
    order.u32(snaplen),
  ];
  const body = records.map((record) => {
    const data = bytes(record.data);
    const captured = record.captured ?? data.length;
    const times = [...order.u32(record.seconds ?? 0), ...order.u32(record.fraction ?? 0)];
    const lengths = [...order.u32(captured), ...order.u32(record.original ?? captured)];
    return bytes(times, lengths, record.extra ?? [], data);
  });
  return bytes(...header, order.u32(linkType), ...body);
}

/** A pcapng block; `length` and `trailer` are right unless given. */
export function block(
  order: Order,
  type: number,
  body: Part,
  wrong: { readonly length?: number; readonly trailer?: number } = {},
): Uint8Array {
  const content = bytes(body);
  const padding = fill(-content.length & 3);
  const length = wrong.length ?? 12 + content.length + padding.length;
  return bytes(order.u32(type), order.u32(length), content, padding, order.u32(wrong.trailer ?? length));
}

export function option(order: Order, code: number, value: Part): Uint8Array {
  const content = bytes(value);
  return bytes(order.u16(code), order.u16(content.length), content, fill(-content.length & 3));
}

export function sectionBlock(order: Order, version: readonly [number, number] = [1, 0]): Uint8Array {
  const body = bytes(order.u32(0x1a2b3c4d), order.u16(version[0]), order.u16(version[1]), fill(8, 255));
  return block(order, 0x0a0d0d0a, body);
}

export function interfaceBlock(
  order: Order,
  linkType: number,
  snaplen = 0,
  ...options: readonly Part[]
): Uint8Array {
  return block(order, 1, bytes(order.u16(linkType), fill(2), order.u32(snaplen), ...options));
}

export interface NgPacket {
  readonly data: Part;
  readonly interfaceId?: number;
  /** In the interface's units. */
  readonly time?: bigint;
  readonly captured?: number;
  readonly original?: number;
  readonly options?: Part;
}

export function packetBlock(order: Order, packet: NgPacket): Uint8Array {
  const data = bytes(packet.data);
  const time = packet.time ?? 0n;
  const captured = packet.captured ?? data.length;
  const head = bytes(
    order.u32(packet.interfaceId ?? 0),
    order.u32(Number(time >> 32n)),
    order.u32(Number(time & 0xffffffffn)),
    order.u32(captured),
    order.u32(packet.original ?? captured),
  );
  return block(order, 6, bytes(head, data, fill(-data.length & 3), packet.options ?? []));
}

/** What a reader made of a file; frames are copies. */
export interface ReadResult {
  readonly reader: CaptureReader;
  readonly frames: readonly RawFrame[];
  readonly issues: readonly CaptureIssue[];
  readonly error: CaptureError | undefined;
}

/** Feeds a file in chunks that end at the given offsets. */
export function read(file: Uint8Array, cuts: readonly number[] = []): ReadResult {
  const frames: RawFrame[] = [];
  const issues: CaptureIssue[] = [];
  const reader = new CaptureReader(
    (frame) => {
      const data = frame.buffer.slice(frame.offset, frame.offset + frame.capturedLength);
      frames.push({ ...frame, buffer: data, offset: 0 });
    },
    (issue) => issues.push(issue),
  );
  try {
    let from = 0;
    for (const cut of [...cuts, file.length]) {
      // Each chunk is overwritten after use, as a reused read buffer would be.
      const chunk = file.slice(from, cut);
      reader.feed(chunk);
      chunk.fill(0xee);
      from = cut;
    }
    reader.end();
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return { reader, frames, issues, error };
  }
  return { reader, frames, issues, error: undefined };
}

/** A frame around the bytes of one packet, in a buffer of just its size: a read beyond throws. */
export function frameOf(data: Part, fields: Partial<RawFrame> = {}): RawFrame {
  const buffer = bytes(data);
  const length = buffer.length;
  return { ...emptyFrame(), linkType: 1, capturedLength: length, originalLength: length, ...fields, buffer };
}

/** Decodes packets one after the other; gives the decoder, which holds what the last one left, and all outcomes. */
export function decodeAll(...frames: readonly RawFrame[]): { decoder: Decoder; outcomes: Decoded[] } {
  const decoder = new Decoder();
  return { decoder, outcomes: frames.map((frame) => decoder.decode(frame)) };
}
