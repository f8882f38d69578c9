/**
 * Writes pcapng: section headers, interfaces, packets with comments, statistics. Little-endian, times in nanoseconds.
 * Source: draft-ietf-opsawg-pcapng §3.5 (options), §4.1 to §4.3 and §4.6 (blocks).
 */
import { PCAPNG_SECTION } from './detect-format.ts';
import type { CaptureInterface, Moment } from './facts.ts';
import { BLOCK, OPTION } from './pcapng-blocks.ts';
import { padded } from './pcapng-options.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const NANOSECONDS = 9;
/** Blocks are handed on together, in pieces of about this size. */
const PIECE = 1 << 16;
/** An option's length has 16 bits; what is longer is cut. */
const LONGEST_TEXT = 0xfff0;

type WrittenInterface = Omit<CaptureInterface, 'drops'>;

interface WrittenPacket extends Moment {
  /** Bytes that the packet had on the wire. */
  readonly originalLength: number;
}

/** An option: its code, and a text, or bytes. */
type Option = readonly [code: number, value: string | Uint8Array];

export class PcapngWriter {
  /** Packets written so far. */
  packets = 0;
  private buffer = new Uint8Array(PIECE * 2);
  private view = new DataView(this.buffer.buffer);
  private used = 0;
  private interfaces = 0;

  /** `sink` may keep what it is given during the call only. */
  constructor(private readonly sink: (piece: Uint8Array) => void) {}

  /** Interfaces are numbered anew in every section. `application` is the program that writes. */
  beginSection(application: string, comment: string): void {
    this.interfaces = 0;
    const at = this.open(PCAPNG_SECTION);
    this.words(BYTE_ORDER_MAGIC, 1, 0xffffffff, 0xffffffff);
    this.close(at, [
      [OPTION.SHB_USERAPPL, application],
      [OPTION.COMMENT, comment],
    ]);
  }

  /** Returns the number by which packets name it. */
  addInterface({ linkType, snaplen, name, description }: WrittenInterface): number {
    const at = this.open(BLOCK.INTERFACE);
    this.words(linkType, snaplen);
    this.close(at, [
      ...(name === null ? [] : [[OPTION.IF_NAME, name] as const]),
      ...(description === null ? [] : [[OPTION.IF_DESCRIPTION, description] as const]),
      [OPTION.IF_TSRESOL, Uint8Array.of(NANOSECONDS)],
    ]);
    return this.interfaces++;
  }

  /** `bytes` are those captured. */
  addPacket(
    interfaceId: number,
    packet: WrittenPacket,
    bytes: Uint8Array,
    comments: readonly string[] = [],
  ): void {
    const at = this.open(BLOCK.ENHANCED_PACKET);
    this.words(interfaceId, ...wordsOf(packet), bytes.length, packet.originalLength);
    this.bytes(bytes);
    this.close(
      at,
      comments.map((comment) => [OPTION.COMMENT, comment] as const),
    );
    this.packets++;
  }

  /** How long an interface was captured, and how many packets were lost meanwhile; null where nobody counted. */
  addStatistics(interfaceId: number, end: Moment, drops: number | null): void {
    const at = this.open(BLOCK.STATISTICS);
    const [high, low] = wordsOf(end);
    this.words(interfaceId, high, low);
    this.close(at, [
      [OPTION.ISB_ENDTIME, littleEndian(high, low)],
      ...(drops === null ? [] : [[OPTION.ISB_IFDROP, littleEndian(drops, drops / 2 ** 32)] as const]),
    ]);
  }

  /** Hands on what is left. */
  end(): void {
    this.sink(this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  /** Begins a block; its length is filled in at its end. Returns where it begins. */
  private open(type: number): number {
    if (this.used >= PIECE) this.end();
    const at = this.used;
    this.words(type, 0);
    return at;
  }

  private close(at: number, options: readonly Option[]): void {
    for (const [code, value] of options) this.option(code, value);
    if (options.length > 0) this.words(0);
    const length = this.used + 4 - at;
    this.words(length);
    this.view.setUint32(at + 4, length, true);
  }

  private option(code: number, value: string | Uint8Array): void {
    const bytes = (typeof value === 'string' ? utf8(value) : value).subarray(0, LONGEST_TEXT);
    this.words(code + bytes.length * 65_536);
    this.bytes(bytes);
  }

  private words(...words: readonly number[]): void {
    this.makeRoom(words.length * 4);
    for (const word of words) {
      this.view.setUint32(this.used, word, true);
      this.used += 4;
    }
  }

  /** Padded to whole words. */
  private bytes(bytes: Uint8Array): void {
    const length = padded(bytes.length);
    this.makeRoom(length);
    this.buffer.fill(0, this.used + bytes.length, this.used + length);
    this.buffer.set(bytes, this.used);
    this.used += length;
  }

  private makeRoom(length: number): void {
    if (this.used + length <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.used + length, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.used));
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Nanoseconds since 1970 as two words, the higher one first: that is how blocks hold them in either byte order. */
function wordsOf({ seconds, nanoseconds }: Moment): [high: number, low: number] {
  const count = BigInt.asUintN(64, BigInt(seconds) * 1_000_000_000n + BigInt(Math.floor(nanoseconds)));
  return [Number(count >> 32n), Number(count & 0xffffffffn)];
}

/** Not every platform that this runs on has a TextEncoder in its types. */
function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));
  const octets = escaped.replace(/%(..)/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Uint8Array.from(octets, (octet) => octet.charCodeAt(0));
}

function littleEndian(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(i * 4, word, true);
  });
  return bytes;
}
