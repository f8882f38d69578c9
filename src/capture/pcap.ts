/**
 * The classic format: a file header of 24 bytes, then records of 16 bytes and the packet.
 * Source: draft-ietf-opsawg-pcap; the variants with swapped lengths and longer headers as libpcap's sf-pcap.c has them.
 */
import { isPcapMagic, PCAP_MODIFIED, PCAP_NANOSECONDS } from './detect-format.ts';
import { CaptureError } from './errors.ts';
import type { CaptureFacts } from './facts.ts';
import { emptyFrame, type RawFrame } from './frame.ts';
import { MAX_PACKET } from './limits.ts';
import { LINK } from './link-types.ts';
import type { RecordParser } from './record-parser.ts';
import { viewOf } from './view.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MODIFIED_RECORD_HEADER = 24;

/** AIX writes this major version, nanoseconds under the magic number of microseconds, and interface types (RFC 1573). */
const AIX_VERSION = 543;
const AIX_LINK_TYPES: Readonly<Record<number, number>> = {
  6: LINK.EN10MB,
  9: LINK.IEEE802_5,
  15: LINK.FDDI,
  24: LINK.NULL,
};

export class PcapParser implements RecordParser {
  needed = FILE_HEADER;
  stopped = false;
  opened = false;
  private readonly facts: CaptureFacts;
  private readonly onFrame: (frame: RawFrame) => void;
  private readonly frame = emptyFrame();
  private little = true;
  private headerLength = RECORD_HEADER;
  /** Nanoseconds in one unit of the fraction field, and how many units make a second. */
  private unit = 1000;
  private unitsPerSecond = 1_000_000;
  /** The first file's magic and link type: a second header among the records is known by them. */
  private magic = 0;
  private linkField = 0;
  /** Versions before 2.4 may hold the two lengths the other way round. */
  private mayBeSwapped = false;

  constructor(facts: CaptureFacts, onFrame: (frame: RawFrame) => void) {
    this.facts = facts;
    this.onFrame = onFrame;
  }

  parse(bytes: Uint8Array, start: number, end: number, base: number): number {
    const view = viewOf(bytes);
    let at = start;
    if (!this.opened) {
      if (end - at < FILE_HEADER) return at;
      this.readFileHeader(view, at);
      at += FILE_HEADER;
    }
    const { frame, little, headerLength, unit } = this;
    frame.buffer = bytes;
    while (end - at >= headerLength) {
      let captured = view.getUint32(at + 8, little);
      let original = view.getUint32(at + 12, little);
      if (captured > original && this.mayBeSwapped) [captured, original] = [original, captured];
      if (captured > MAX_PACKET) return this.stop(captured, base + at, end);
      if (original === 0 && view.getUint32(at, little) === this.magic) {
        // Another file's header: `cat a.pcap b.pcap`. As a packet it would be empty and of the year 2055 or so.
        if (end - at < FILE_HEADER) {
          this.needed = FILE_HEADER;
          return at;
        }
        if ((view.getUint32(at + 20, little) & 0xffff) !== this.linkField)
          return this.stopAtOther(base + at, end);
        at += FILE_HEADER;
        continue;
      }
      const next = at + headerLength + captured;
      if (next > end) {
        this.needed = headerLength + captured;
        return at;
      }
      frame.offset = at + headerLength;
      frame.capturedLength = captured;
      frame.originalLength = Math.max(original, captured);
      frame.fileOffset = base + at;
      const fraction = view.getUint32(at + 4, little);
      frame.seconds = view.getUint32(at, little);
      frame.nanoseconds = fraction * unit;
      if (fraction >= this.unitsPerSecond) this.carrySeconds(fraction);
      this.facts.frames++;
      this.onFrame(frame);
      at = next;
    }
    this.needed = headerLength;
    return at;
  }

  private readFileHeader(view: DataView, at: number): void {
    this.little = isPcapMagic(view.getUint32(at, true));
    const { little } = this;
    const magic = view.getUint32(at, little);
    const major = view.getUint16(at + 4, little);
    const minor = view.getUint16(at + 6, little);
    if (major < 2) {
      const message = `pcap version ${major}.${minor} is not known, 2.0 to 2.4 are (offset 4)`;
      throw new CaptureError('unsupported-version', message, 4);
    }
    this.magic = magic;
    this.mayBeSwapped = major === 2 && minor <= 3;
    const aix = major === AIX_VERSION;
    if (magic === PCAP_NANOSECONDS || aix) {
      this.unit = 1;
      this.unitsPerSecond = 1_000_000_000;
    }
    if (magic === PCAP_MODIFIED) this.headerLength = MODIFIED_RECORD_HEADER;
    // The upper half of the field holds the length of the frame check sequence and reserved bits.
    const number = view.getUint32(at + 20, little) & 0xffff;
    this.linkField = number;
    const linkType = aix ? (AIX_LINK_TYPES[number] ?? number) : number;
    const snaplen = view.getUint32(at + 16, little);
    this.facts.addInterface({ name: null, description: null, linkType, snaplen, drops: null });
    this.frame.linkType = linkType;
    this.opened = true;
    this.needed = this.headerLength;
  }

  /** Records have no marks to find the next one by, so after a false length nothing more can be told apart. */
  private stop(captured: number, offset: number, end: number): number {
    const message = `record claims ${captured} bytes, more than the ${MAX_PACKET} a packet may have; the rest of the file is not read (offset ${offset})`;
    this.facts.damage('damaged-record', message, offset);
    this.stopped = true;
    return end;
  }

  private stopAtOther(offset: number, end: number): number {
    const message = `another capture with another link type begins here; it is not read (offset ${offset})`;
    this.facts.damage('other-capture', message, offset);
    this.stopped = true;
    return end;
  }

  /** A fraction of a second or more occurs only in damaged or hand-made files. */
  private carrySeconds(fraction: number): void {
    const whole = Math.floor(fraction / this.unitsPerSecond);
    this.frame.seconds += whole;
    this.frame.nanoseconds = (fraction - whole * this.unitsPerSecond) * this.unit;
  }
}
