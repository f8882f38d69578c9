/**
 * From the bytes of a capture file to its frames, pushed in chunks of any size.
 *
 * Records that lie whole in a chunk are read in place. Only a record that a chunk's end cuts is copied, so that the
 * reader holds one unfinished record at most, and its buffer grows with the bytes that come, not with what a length
 * field claims.
 */
import { type CaptureFormat, SNIFF_LENGTH, sniff } from './detect-format.ts';
import { CaptureError, type CaptureIssue } from './errors.ts';
import { CaptureFacts, type CaptureInterface, type Moment } from './facts.ts';
import { describeForeign } from './foreign-formats.ts';
import type { RawFrame } from './frame.ts';
import { PcapParser } from './pcap.ts';
import { PcapngParser } from './pcapng.ts';
import type { RecordParser } from './record-parser.ts';

const FIRST_CARRY = 4096;

export class CaptureReader {
  private readonly facts: CaptureFacts;
  private readonly onFrame: (frame: RawFrame) => void;
  private parser: RecordParser | undefined;
  private detected: CaptureFormat = 'unknown';
  /** The unfinished record. */
  private carry = new Uint8Array(FIRST_CARRY);
  private carried = 0;
  /** Bytes still to come that are of no interest. */
  private skip = 0;
  /** File offset of the next byte to be fed. */
  private position = 0;

  constructor(onFrame: (frame: RawFrame) => void, onIssue: (issue: CaptureIssue) => void) {
    this.onFrame = onFrame;
    this.facts = new CaptureFacts(onIssue);
  }

  get format(): CaptureFormat {
    return this.detected;
  }

  /** Link types of all interfaces seen so far. */
  get linkTypes(): ReadonlySet<number> {
    return this.facts.linkTypes;
  }

  /** In the order of `RawFrame.interfaceId`. */
  get interfaces(): readonly Readonly<CaptureInterface>[] {
    return this.facts.interfaces;
  }

  /** Frames handed out so far. */
  get frames(): number {
    return this.facts.frames;
  }

  /** The file ends inside its last record. */
  get truncated(): boolean {
    return this.facts.truncated;
  }

  /** No part of the file had to be left out; a truncated file may still be complete. */
  get complete(): boolean {
    return this.facts.complete;
  }

  /** When the capturing program stopped, as it says; null where it does not. */
  get endTime(): Moment | null {
    return this.facts.endTime;
  }

  /** As the capturing program counted them; null where the file does not say. */
  get droppedPackets(): number | null {
    return this.facts.droppedPackets;
  }

  /** The next bytes of the file. Throws `CaptureError` where they show that this is no capture. */
  feed(chunk: Uint8Array): void {
    let at = Math.min(this.skip, chunk.length);
    this.skip -= at;
    at = this.finishCarried(chunk, at);
    if (at < chunk.length) {
      const next = this.parse(chunk, at, chunk.length, this.position);
      if (next > chunk.length) this.skip = next - chunk.length;
      else this.keep(chunk, next, chunk.length);
    }
    this.position += chunk.length;
  }

  /** The end of the file. Throws `CaptureError` where it came before the file's header was complete. */
  end(): void {
    if (this.position === 0) throw new CaptureError('empty-file', 'the file is empty', 0);
    if (!this.parser?.opened) {
      const message = `${this.position} bytes are too few for a capture file, its header is longer`;
      throw new CaptureError('too-short', message, this.position);
    }
    if (this.carried > 0 || this.skip > 0) this.noteCut();
    this.facts.summarize();
  }

  /** Completes the carried record from the chunk; returns where the chunk's own records begin. */
  private finishCarried(chunk: Uint8Array, start: number): number {
    let at = start;
    while (this.carried > 0 && at < chunk.length) {
      const needed = this.parser?.needed ?? SNIFF_LENGTH;
      const taken = Math.min(needed - this.carried, chunk.length - at);
      this.keep(chunk, at, at + taken);
      at += taken;
      if (this.carried < needed) break;
      const base = this.position + at - this.carried;
      // Nothing but the record is in the buffer: it is read whole, or is longer than was known before.
      const next = this.parse(this.carry, 0, this.carried, base);
      if (next === 0) continue;
      const beyond = Math.min(next - this.carried, chunk.length - at);
      this.skip = next - this.carried - beyond;
      this.carried = 0;
      at += beyond;
    }
    return at;
  }

  private parse(bytes: Uint8Array, start: number, end: number, base: number): number {
    this.parser ??= this.open(bytes, start, end);
    if (!this.parser) return start;
    return this.parser.stopped ? end : this.parser.parse(bytes, start, end, base);
  }

  /** Chooses the parser; undefined until enough bytes are there. */
  private open(bytes: Uint8Array, start: number, end: number): RecordParser | undefined {
    if (end - start < SNIFF_LENGTH) return undefined;
    const magic = bytes.subarray(start, start + SNIFF_LENGTH);
    switch (sniff(magic)) {
      case 'pcap':
        this.detected = 'pcap';
        return new PcapParser(this.facts, this.onFrame);
      case 'pcapng':
        this.detected = 'pcapng';
        return new PcapngParser(this.facts, this.onFrame);
      default: {
        const { what, compressed } = describeForeign(magic);
        const code = compressed ? 'compressed' : 'not-a-capture';
        throw new CaptureError(code, `neither pcap nor pcapng: this is ${what} (offset 0)`, 0);
      }
    }
  }

  private keep(bytes: Uint8Array, start: number, end: number): void {
    const length = this.carried + end - start;
    if (length > this.carry.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.carry.length));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
    }
    this.carry.set(bytes.subarray(start, end), this.carried);
    this.carried = length;
  }

  private noteCut(): void {
    this.facts.truncated = true;
    const missing = this.skip > 0 ? this.skip : (this.parser?.needed ?? 0) - this.carried;
    const lack = missing === 1 ? '1 byte is' : `${missing} bytes are`;
    const message = `the file ends inside its last record, at least ${lack} missing`;
    this.facts.note('cut-short', `${message} (offset ${this.position})`, this.position);
  }
}
