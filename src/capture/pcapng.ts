/**
 * pcapng: a row of blocks, each with its type and length in front and the length again behind it.
 * Source: draft-ietf-opsawg-pcapng; the obsolete Packet Block from its appendix A.
 *
 * Only blocks that carry packets or say how to read them are kept whole; all others are passed over by their length.
 */
import { u32 } from './bytes.ts';
import { PCAPNG_SECTION } from './detect-format.ts';
import { CaptureError } from './errors.ts';
import type { CaptureFacts } from './facts.ts';
import { emptyFrame, type RawFrame } from './frame.ts';
import { MAX_BLOCK, MAX_PACKET } from './limits.ts';
import { BLOCK, BLOCK_PREFIX, isRead, minimumLength, OPTION } from './pcapng-blocks.ts';
import { counterOption, findOption, padded } from './pcapng-options.ts';
import { type PacketSource, PcapngSection, SECTION_PREFIX } from './pcapng-section.ts';
import type { RecordParser } from './record-parser.ts';

/** Header of the enhanced and the obsolete packet block, up to the packet's first byte. */
const PACKET_HEADER = 28;
const SIMPLE_PACKET_HEADER = 12;
/** The length behind every block. */
const TRAILER = 4;
/** "Not known" in the drop count of an obsolete Packet Block. */
const DROPS_UNKNOWN = 0xffff;

export class PcapngParser implements RecordParser {
  needed = SECTION_PREFIX;
  stopped = false;
  private readonly facts: CaptureFacts;
  private readonly onFrame: (frame: RawFrame) => void;
  private readonly frame = emptyFrame();
  private section: PcapngSection | undefined;
  private saidTimeless = false;

  constructor(facts: CaptureFacts, onFrame: (frame: RawFrame) => void) {
    this.facts = facts;
    this.onFrame = onFrame;
  }

  get opened(): boolean {
    return this.section !== undefined;
  }

  parse(bytes: Uint8Array, start: number, end: number, base: number): number {
    let at = start;
    while (end - at >= BLOCK_PREFIX) {
      if (u32(bytes, at) === PCAPNG_SECTION) {
        this.needed = SECTION_PREFIX;
        if (end - at < SECTION_PREFIX) return at;
        this.beginSection(bytes, at, base + at);
      }
      const { section } = this;
      if (!section || this.stopped) return end;
      const type = section.read32(bytes, at);
      const claimed = section.read32(bytes, at + 4);
      const length = padded(claimed);
      // Padding wraps claims near 2^32 to nothing, therefore both are looked at.
      if (claimed > MAX_BLOCK || length < minimumLength(type)) {
        this.stop('damaged-block', `block claims a length of ${claimed} bytes`, base + at);
        return end;
      }
      if (isRead(type)) {
        this.needed = length;
        if (at + length > end) return at;
        this.readBlock(section, bytes, at, length, base + at);
      }
      at += length;
    }
    this.needed = BLOCK_PREFIX;
    return at;
  }

  /** The first section header decides whether the file can be read; trouble in a later one ends the reading. */
  private beginSection(bytes: Uint8Array, at: number, offset: number): void {
    const section = new PcapngSection(bytes, at, this.facts);
    const fault = section.fault(bytes, at);
    if (!fault) {
      this.section = section;
    } else if (!this.opened) {
      throw new CaptureError(fault.code, `${fault.message} (offset ${offset})`, offset);
    } else {
      this.stop(fault.code, fault.message, offset);
    }
  }

  private readBlock(
    section: PcapngSection,
    bytes: Uint8Array,
    at: number,
    length: number,
    offset: number,
  ): void {
    const end = at + length - TRAILER;
    const trailer = section.read32(bytes, end);
    if (padded(trailer) !== length) {
      this.leaveOut('damaged-block', `block of ${length} bytes ends with a length of ${trailer}`, offset);
      return;
    }
    switch (section.read32(bytes, at)) {
      case BLOCK.ENHANCED_PACKET:
        this.readPacket(section, section.read32(bytes, at + 8), bytes, at, end, offset);
        return;
      case BLOCK.PACKET:
        this.addPacketDrops(section, bytes, at);
        this.readPacket(section, section.read16(bytes, at + 8), bytes, at, end, offset);
        return;
      case BLOCK.SIMPLE_PACKET:
        this.readSimplePacket(section, bytes, at, end, offset);
        return;
      case BLOCK.INTERFACE:
        section.addInterface(bytes, at, end);
        return;
      default:
        section.addStatistics(bytes, at, end);
    }
  }

  /** Enhanced and obsolete packet blocks differ in the width of the interface id, and in their options. */
  private readPacket(
    section: PcapngSection,
    interfaceId: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    offset: number,
  ): void {
    const captured = section.read32(bytes, at + 20);
    const original = section.read32(bytes, at + 24);
    const source = section.sources[interfaceId];
    if (!source) {
      this.leaveOutUnknown(section, interfaceId, offset);
      return;
    }
    if (captured > MAX_PACKET || captured > end - at - PACKET_HEADER) {
      const room = Math.min(MAX_PACKET, end - at - PACKET_HEADER);
      this.leaveOut('damaged-block', `packet claims ${captured} bytes where ${room} are possible`, offset);
      return;
    }
    const options = at + PACKET_HEADER + padded(captured);
    if (end - options > 4) this.addOptionDrops(section, source, bytes, options, end);
    source.timebase.apply(this.frame, section.read32(bytes, at + 12), section.read32(bytes, at + 16));
    this.emit(source, bytes, at + PACKET_HEADER, captured, original, offset);
  }

  /** §4.4: neither time, interface nor captured length; the first interface's snap length bounds the last. */
  private readSimplePacket(
    section: PcapngSection,
    bytes: Uint8Array,
    at: number,
    end: number,
    offset: number,
  ): void {
    const source = section.sources[0];
    if (!source) {
      this.leaveOutUnknown(section, 0, offset);
      return;
    }
    const original = section.read32(bytes, at + 8);
    const room = Math.min(end - at - SIMPLE_PACKET_HEADER, MAX_PACKET);
    const captured = Math.min(original, room, source.snaplen === 0 ? room : source.snaplen);
    if (!this.saidTimeless) {
      this.saidTimeless = true;
      const message = 'simple packet blocks have no time: each packet is given that of the one before';
      this.facts.note('no-time', `${message} (offset ${offset})`, offset);
    }
    this.emit(source, bytes, at + SIMPLE_PACKET_HEADER, captured, original, offset);
  }

  private emit(
    source: PacketSource,
    bytes: Uint8Array,
    at: number,
    captured: number,
    original: number,
    fileOffset: number,
  ): void {
    const { frame } = this;
    frame.buffer = bytes;
    frame.offset = at;
    frame.capturedLength = captured;
    frame.originalLength = Math.max(original, captured);
    frame.linkType = source.linkType;
    frame.interfaceId = source.id;
    frame.fileOffset = fileOffset;
    this.facts.frames++;
    this.onFrame(frame);
  }

  /** epb_dropcount, §4.3. */
  private addOptionDrops(
    section: PcapngSection,
    source: PacketSource,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): void {
    const option = findOption(bytes, at, end, section.little, OPTION.EPB_DROPCOUNT);
    const count = option && counterOption(bytes, option, section.little);
    if (count !== undefined) section.addDrops(source, count);
  }

  private addPacketDrops(section: PcapngSection, bytes: Uint8Array, at: number): void {
    const source = section.sources[section.read16(bytes, at + 8)];
    const count = section.read16(bytes, at + 10);
    if (source && count !== DROPS_UNKNOWN) section.addDrops(source, count);
  }

  private leaveOutUnknown(section: PcapngSection, interfaceId: number, offset: number): void {
    const known = section.sources.length;
    this.leaveOut(
      'unknown-interface',
      `packet of interface ${interfaceId}, the section describes ${known}`,
      offset,
    );
  }

  private leaveOut(code: string, fault: string, offset: number): void {
    this.facts.damage(code, `${fault}; left out (offset ${offset})`, offset);
  }

  /** After a false block length the next block cannot be found. */
  private stop(code: string, fault: string, offset: number): void {
    this.stopped = true;
    this.facts.damage(code, `${fault}; the rest of the file is not read (offset ${offset})`, offset);
  }
}
