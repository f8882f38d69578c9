/**
 * pcapng: a row of blocks, each with its type and length in front and the length again behind it.
 * Source: draft-ietf-opsawg-pcapng; the obsolete Packet Block from its appendix A.
 *
 * Only blocks that carry packets or say how to read them are kept whole; all others are passed over by their length.
 */
import { PCAPNG_SECTION } from './detect-format.ts';
import { CaptureError } from './errors.ts';
import type { CaptureFacts } from './facts.ts';
import { emptyFrame, type RawFrame } from './frame.ts';
import { MAX_BLOCK, MAX_PACKET } from './limits.ts';
import { BLOCK, BLOCK_PREFIX, isRead, minimumLength, OPTION } from './pcapng-blocks.ts';
import { counterOption, findOption, padded } from './pcapng-options.ts';
import { type PacketSource, PcapngSection, SECTION_PREFIX } from './pcapng-section.ts';
import type { RecordParser } from './record-parser.ts';
import { viewOf } from './view.ts';

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
  /** What `parse` was given last. */
  private view: DataView = viewOf(this.frame.buffer);
  private base = 0;

  constructor(facts: CaptureFacts, onFrame: (frame: RawFrame) => void) {
    this.facts = facts;
    this.onFrame = onFrame;
  }

  get opened(): boolean {
    return this.section !== undefined;
  }

  parse(bytes: Uint8Array, start: number, end: number, base: number): number {
    const view = viewOf(bytes);
    this.view = view;
    this.base = base;
    this.frame.buffer = bytes;
    let at = start;
    while (end - at >= BLOCK_PREFIX) {
      if (view.getUint32(at) === PCAPNG_SECTION) {
        this.needed = SECTION_PREFIX;
        if (end - at < SECTION_PREFIX) return at;
        this.beginSection(at);
      }
      const { section } = this;
      if (!section || this.stopped) return end;
      const type = view.getUint32(at, section.little);
      const claimed = view.getUint32(at + 4, section.little);
      const length = padded(claimed);
      // Padding wraps claims near 2^32 to nothing, therefore both are looked at.
      if (claimed > MAX_BLOCK || length < minimumLength(type)) {
        this.stop('damaged-block', `block claims a length of ${claimed} bytes`, at);
        return end;
      }
      if (isRead(type)) {
        this.needed = length;
        if (at + length > end) return at;
        this.readBlock(section, type, at, length);
      }
      at += length;
    }
    this.needed = BLOCK_PREFIX;
    return at;
  }

  /** The first section header decides whether the file can be read; trouble in a later one ends the reading. */
  private beginSection(at: number): void {
    const section = new PcapngSection(this.view, at, this.facts);
    const fault = section.fault(this.view, at);
    if (!fault) {
      this.section = section;
    } else if (!this.opened) {
      const offset = this.base + at;
      throw new CaptureError(fault.code, `${fault.message} (offset ${offset})`, offset);
    } else {
      this.stop(fault.code, fault.message, at);
    }
  }

  private readBlock(section: PcapngSection, type: number, at: number, length: number): void {
    const { view } = this;
    const { little } = section;
    const end = at + length - TRAILER;
    const trailer = view.getUint32(end, little);
    if (padded(trailer) !== length) {
      this.leaveOut('damaged-block', `block of ${length} bytes ends with a length of ${trailer}`, at);
      return;
    }
    switch (type) {
      case BLOCK.ENHANCED_PACKET:
        this.readPacket(section, view.getUint32(at + 8, little), at, end);
        return;
      case BLOCK.PACKET:
        this.addPacketDrops(section, at);
        this.readPacket(section, view.getUint16(at + 8, little), at, end);
        return;
      case BLOCK.SIMPLE_PACKET:
        this.readSimplePacket(section, at, end);
        return;
      case BLOCK.INTERFACE:
        section.addInterface(view, at, end);
        return;
      default:
        section.addStatistics(view, at, end);
    }
  }

  /** Enhanced and obsolete packet blocks differ in the width of the interface id, and in their options. */
  private readPacket(section: PcapngSection, interfaceId: number, at: number, end: number): void {
    const { view } = this;
    const { little } = section;
    const captured = view.getUint32(at + 20, little);
    const source = section.sources[interfaceId];
    const room = Math.min(end - at - PACKET_HEADER, MAX_PACKET);
    if (!source || captured > room) {
      this.leaveOutPacket(section, interfaceId, captured, room, at);
      return;
    }
    const options = at + PACKET_HEADER + padded(captured);
    if (end - options > 4) this.addOptionDrops(section, source, options, end);
    source.timebase.apply(this.frame, view.getUint32(at + 12, little), view.getUint32(at + 16, little));
    this.emit(source, at, PACKET_HEADER, captured, view.getUint32(at + 24, little));
  }

  /** §4.4: neither time, interface nor captured length; the first interface's snap length bounds the last. */
  private readSimplePacket(section: PcapngSection, at: number, end: number): void {
    const source = section.sources[0];
    const original = this.view.getUint32(at + 8, section.little);
    const room = Math.min(end - at - SIMPLE_PACKET_HEADER, MAX_PACKET);
    if (!source) {
      this.leaveOutPacket(section, 0, original, room, at);
      return;
    }
    if (!this.saidTimeless) {
      this.saidTimeless = true;
      const offset = this.base + at;
      const message = 'simple packet blocks have no time: each packet is given that of the one before';
      this.facts.note('no-time', `${message} (offset ${offset})`, offset);
    }
    const captured = Math.min(original, room, source.snaplen === 0 ? room : source.snaplen);
    this.emit(source, at, SIMPLE_PACKET_HEADER, captured, original);
  }

  private emit(source: PacketSource, at: number, header: number, captured: number, original: number): void {
    const { frame } = this;
    frame.offset = at + header;
    frame.capturedLength = captured;
    frame.originalLength = Math.max(original, captured);
    frame.linkType = source.linkType;
    frame.interfaceId = source.id;
    frame.fileOffset = this.base + at;
    this.facts.frames++;
    this.onFrame(frame);
  }

  /** epb_dropcount, §4.3. */
  private addOptionDrops(section: PcapngSection, source: PacketSource, at: number, end: number): void {
    const option = findOption(this.view, at, end, section.little, OPTION.EPB_DROPCOUNT);
    const count = counterOption(this.view, option, section.little);
    if (count !== undefined) section.addDrops(source, count);
  }

  private addPacketDrops(section: PcapngSection, at: number): void {
    const source = section.sources[this.view.getUint16(at + 8, section.little)];
    const count = this.view.getUint16(at + 10, section.little);
    if (source && count !== DROPS_UNKNOWN) section.addDrops(source, count);
  }

  private leaveOutPacket(
    section: PcapngSection,
    id: number,
    captured: number,
    room: number,
    at: number,
  ): void {
    const known = section.sources.length;
    if (id < known) {
      this.leaveOut('damaged-block', `packet claims ${captured} bytes where ${room} are possible`, at);
    } else {
      this.leaveOut('unknown-interface', `packet of interface ${id}, the section describes ${known}`, at);
    }
  }

  private leaveOut(code: string, fault: string, at: number): void {
    const offset = this.base + at;
    this.facts.damage(code, `${fault}; left out (offset ${offset})`, offset);
  }

  /** After a false block length the next block cannot be found. */
  private stop(code: string, fault: string, at: number): void {
    const offset = this.base + at;
    this.stopped = true;
    this.facts.damage(code, `${fault}; the rest of the file is not read (offset ${offset})`, offset);
  }
}
