/** Packets on their way to the extract with their payload overwritten in place: lengths and sequence numbers stay, checksums fit. */
import type { RawFrame } from '../capture/frame.ts';
import { FLAG } from '../decode/flags.ts';
import type { IcmpError } from '../decode/icmp-error.ts';
import type { Segment } from '../decode/segment.ts';
import { unwrap } from '../tcp/seq.ts';
import { adjust, sumOf } from './checksum.ts';
import type { Direction } from './followed.ts';
import { HeldPackets } from './held-packets.ts';
import type { Outlet } from './outlet.ts';
import { ConnectionScrub } from './scrub/connection-scrub.ts';
import { Disguise } from './scrub/disguise.ts';
import { BLANK } from './scrub/kept-bytes.ts';
import type { Outgoing, Section } from './section.ts';

/** Where checksums stand in their headers. */
const TCP_CHECKSUM = 16;
const ICMP_CHECKSUM = 2;
/** Of a segment that an ICMP error quotes this much is told. */
const QUOTED = 20;

export class Redactor implements Outlet<ConnectionScrub> {
  /** Packets that could not be redacted, and were left out. */
  leftOut = 0;
  private readonly held = new HeldPackets();

  private readonly disguise = new Disguise();

  constructor(private readonly section: Section) {}

  makeSink(): ConnectionScrub {
    return new ConnectionScrub(this.disguise);
  }

  takeSegment(
    packet: Outgoing,
    fragments: readonly Outgoing[],
    frame: RawFrame,
    segment: Segment,
    { followed: { tcp, sink }, sender }: Direction<ConnectionScrub>,
  ): void {
    // What a message holds that lies in several packets, each of them would have to be told in part.
    if (segment.buffer !== frame.buffer) {
      this.leftOut += fragments.length + 1;
      return;
    }
    const { flags, payloadLength: length } = segment;
    const { base, expected } = tcp.endpoints[sender];
    const seq = unwrap(segment.seq, base, expected) + (flags & FLAG.SYN ? 1 : 0);
    const header = segment.headerOffset - frame.offset;
    const from = segment.payloadOffset - frame.offset;
    const isPlain = length === 0 || (flags & FLAG.RST) !== 0;
    this.held.push({
      size: packet.bytes.length,
      isReady: () => isPlain || sink.isDecided(tcp, sender, seq + length),
      release: () => {
        const { bytes } = packet;
        const before = sumOf(bytes, from, from + length);
        sink.fill(sender, seq, bytes.subarray(from, from + length));
        adjust(bytes, header + TCP_CHECKSUM, before, sumOf(bytes, from, from + length));
        // What a network card padded the frame with may be anything.
        bytes.fill(0, from + length);
        this.section.write(packet);
      },
    });
  }

  takeIcmp(packet: Outgoing, frame: RawFrame, { buffer, headerOffset, quotedOffset }: IcmpError): void {
    if (buffer !== frame.buffer) {
      this.leftOut++;
      return;
    }
    const { bytes } = packet;
    const from = quotedOffset + QUOTED - frame.offset;
    const before = sumOf(bytes, from, bytes.length);
    bytes.fill(BLANK, from);
    adjust(bytes, headerOffset - frame.offset + ICMP_CHECKSUM, before, sumOf(bytes, from, bytes.length));
    this.held.push({ size: bytes.length, isReady: () => true, release: () => this.section.write(packet) });
  }

  finish(): void {
    this.held.finish();
  }
}
