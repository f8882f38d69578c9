/** One section of a pcapng file: its byte order and its interfaces. Source: draft-ietf-opsawg-pcapng §4.1, §4.2, §4.6. */
import { PCAPNG_SECTION } from './detect-format.ts';
import type { CaptureErrorCode } from './errors.ts';
import type { CaptureFacts } from './facts.ts';
import { emptyFrame } from './frame.ts';
import { MAX_BLOCK, MAX_INTERFACES } from './limits.ts';
import { minimumLength, OPTION } from './pcapng-blocks.ts';
import { counterOption, findOption, padded, signedOption, textOption } from './pcapng-options.ts';
import { Timebase } from './timebase.ts';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** if_tsresol where the option is missing. */
const MICROSECONDS = 6;

/** Bytes of a section header that decide: up to the version. */
export const SECTION_PREFIX = 16;

/** What reading a packet takes to know about its interface. */
export interface PacketSource {
  /** Counted over the file. */
  readonly id: number;
  readonly linkType: number;
  /** 0 = unlimited. */
  readonly snaplen: number;
  readonly timebase: Timebase;
  /** Sum of the drop counts that stand on packets. */
  drops: number;
}

interface SectionFault {
  readonly code: CaptureErrorCode;
  readonly message: string;
}

export class PcapngSection {
  readonly little: boolean;
  /** By the interface id that packets carry. */
  readonly sources: PacketSource[] = [];
  private readonly facts: CaptureFacts;

  /** `at` is where the section's header block begins; SECTION_PREFIX bytes must be there. */
  constructor(view: DataView, at: number, facts: CaptureFacts) {
    this.little = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    this.facts = facts;
  }

  /** Why the header at `at` cannot be one; undefined where it is sound. */
  fault(view: DataView, at: number): SectionFault | undefined {
    const magic = view.getUint32(at + 8, this.little);
    if (magic !== BYTE_ORDER_MAGIC) {
      const message = `pcapng section header has byte-order magic 0x${magic.toString(16)} instead of 0x1a2b3c4d`;
      return { code: 'damaged-header', message };
    }
    const length = view.getUint32(at + 4, this.little);
    if (length > MAX_BLOCK || padded(length) < minimumLength(PCAPNG_SECTION)) {
      const message = `pcapng section header claims ${length} bytes, 28 to ${MAX_BLOCK} are possible`;
      return { code: 'damaged-header', message };
    }
    const major = view.getUint16(at + 12, this.little);
    const minor = view.getUint16(at + 14, this.little);
    // §4.1: 1.2 was written by mistake and is read as 1.0.
    if (major === 1 && (minor === 0 || minor === 2)) return undefined;
    return { code: 'unsupported-version', message: `pcapng version ${major}.${minor} is not known, 1.0 is` };
  }

  /** An interface description block from `at` to `end`, that is without the trailing length. */
  addInterface(view: DataView, at: number, end: number): void {
    // Packets of interfaces beyond the bound find no source and are left out with an issue.
    if (this.facts.interfaces.length >= MAX_INTERFACES) return;
    const { little } = this;
    const option = (code: number) => findOption(view, at + 16, end, little, code);
    const resolution = option(OPTION.IF_TSRESOL);
    const exponent = resolution?.length === 1 ? view.getUint8(resolution.at) : MICROSECONDS;
    const offset = signedOption(view, option(OPTION.IF_TSOFFSET), little);
    const linkType = view.getUint16(at + 8, this.little);
    const snaplen = view.getUint32(at + 12, this.little);
    const name = textOption(view, option(OPTION.IF_NAME));
    const description = textOption(view, option(OPTION.IF_DESCRIPTION));
    const id = this.facts.addInterface({ name, description, linkType, snaplen, drops: null });
    this.sources.push({ id, linkType, snaplen, timebase: new Timebase(exponent, offset), drops: 0 });
  }

  /** An interface statistics block; a later one replaces an earlier one, as its counters run from the start. */
  addStatistics(view: DataView, at: number, end: number): void {
    const source = this.sources[view.getUint32(at + 8, this.little)];
    if (!source) return;
    const ended = findOption(view, at + 20, end, this.little, OPTION.ISB_ENDTIME);
    if (ended?.length === 8) this.noteEnd(source, view, ended.at);
    const counter = (code: number) =>
      counterOption(view, findOption(view, at + 20, end, this.little, code), this.little);
    const byInterface = counter(OPTION.ISB_IFDROP);
    const bySystem = counter(OPTION.ISB_OSDROP);
    if (byInterface === undefined && bySystem === undefined) return;
    this.setDrops(source, (byInterface ?? 0) + (bySystem ?? 0));
  }

  /** A time that counts in the interface's own units, the higher word first. */
  private noteEnd({ timebase }: PacketSource, view: DataView, at: number): void {
    const end = emptyFrame();
    timebase.apply(end, view.getUint32(at, this.little), view.getUint32(at + 4, this.little));
    this.facts.noteEnd(end);
  }

  /** Packets lost between a packet and the one before it on its interface. */
  addDrops(source: PacketSource, count: number): void {
    source.drops += count;
    this.setDrops(source, source.drops);
  }

  private setDrops(source: PacketSource, count: number): void {
    const target = this.facts.interfaces[source.id];
    if (target) target.drops = Math.max(count, source.drops);
  }
}
