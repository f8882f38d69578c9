/**
 * From a frame to the TCP segment inside, whatever lies around it.
 *
 * Nothing is allocated per packet but for IP fragments. Nothing a frame holds makes it throw or loop: each header
 * moves forward in the frame, and their number is bounded.
 */
import type { RawFrame } from '../capture/frame.ts';
import { commonSegment } from './common.ts';
import { Decoded } from './decoded.ts';
import { FragmentTable } from './fragments.ts';
import type { IcmpError } from './icmp-error.ts';
import type { DecodeIssue } from './issue.ts';
import { isLayer } from './layer.ts';
import { linkLayer } from './link-layer.ts';
import type { Neighbor } from './neighbor.ts';
import { Packet } from './packet.ts';
import { peel } from './peel.ts';
import type { Segment } from './segment.ts';

export { Decoded } from './decoded.ts';

/** Headers of one frame that are followed. */
const MAX_HEADERS = 64;

export class Decoder {
  private readonly packet = new Packet();
  private readonly fragments = new FragmentTable();

  /** Good after `Decoded.SEGMENT`, until the next frame. */
  get segment(): Segment {
    return this.packet.segment;
  }

  /** Good after `Decoded.ICMP_ERROR`, until the next frame. */
  get icmp(): IcmpError {
    return this.packet.icmp;
  }

  /** Good after `Decoded.NEIGHBOR`, until the next frame. */
  get neighbor(): Neighbor {
    return this.packet.neighbor;
  }

  /** Good after `Decoded.UNDECODABLE`, until the next frame. */
  get issue(): DecodeIssue {
    return this.packet.issue;
  }

  /** Fragmented datagrams of which the capture holds only a part, as far as is known at this point. */
  get incompleteDatagrams(): number {
    return this.fragments.incomplete;
  }

  decode(frame: RawFrame): Decoded {
    const { packet } = this;
    packet.use(frame.buffer);
    if (commonSegment(packet, frame)) return Decoded.SEGMENT;
    packet.begin(frame);
    let step = linkLayer(packet, frame.linkType);
    for (let headers = 0; isLayer(step); headers++) {
      step =
        headers < MAX_HEADERS
          ? peel(packet, step, this.fragments)
          : packet.fail('too-many-headers', 'packet', MAX_HEADERS, headers);
    }
    return step;
  }
}
