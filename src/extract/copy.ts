/** The second reading of one capture, a file or a rotated set: what is wanted of it goes into a section of the extract. */
import { CaptureError } from '../capture/errors.ts';
import type { RawFrame } from '../capture/frame.ts';
import { CaptureReader } from '../capture/reader.ts';
import { Decoded, Decoder } from '../decode/decode.ts';
import type { CaptureInput, ReadOptions } from '../input/capture-input.ts';
import { ReadError } from '../input/problem.ts';
import type { InputSet } from '../input/rotation.ts';
import type { Redaction } from '../report/names.ts';
import { type CaptureClock, sinceStart } from '../time.ts';
import { FollowedConnections, type FollowedSink } from './followed.ts';
import { RecentFragments } from './fragments.ts';
import { type Outlet, PlainOutlet } from './outlet.ts';
import { Redactor } from './redactor.ts';
import { copied, type Outgoing, type Section } from './section.ts';
import { placeOf, type Wanted } from './wanted.ts';

/** What is said on packets, by `placeOf`. */
export type Comments = ReadonlyMap<string, readonly string[]>;

const NONE: readonly string[] = [];

/** What a section holds beside what was asked for, and what it lacks. */
interface Copied {
  /** Connections that keep the wanted ones company. */
  readonly company: number;
  /** Packets that could not be redacted. */
  readonly leftOut: number;
  /** Wanted connections that were not found again: the capture is no longer what it was. */
  readonly missing: number;
}

/** Copies what is wanted of `set`. What cannot be read of it was told by the analysis. */
export async function copySet(
  set: InputSet,
  wanted: Wanted,
  comments: Comments,
  section: Section,
  level: Redaction,
  options: ReadOptions,
): Promise<Copied> {
  const copyTo = <Sink extends FollowedSink>(outlet: Outlet<Sink>) =>
    new SetCopy(wanted, comments, section, outlet).read(set, options);
  return level === 'none' ? copyTo(new PlainOutlet(section)) : copyTo(new Redactor(section));
}

class SetCopy<Sink extends FollowedSink> {
  private readonly decoder = new Decoder();
  private readonly fragments = new RecentFragments<Outgoing>();
  private readonly connections: FollowedConnections<Sink>;
  private clock: CaptureClock | null = null;
  /** Over all files, and before this one. */
  private frames = 0;
  private framesBefore = 0;
  private file = '';

  constructor(
    private readonly wanted: Wanted,
    private readonly comments: Comments,
    private readonly section: Section,
    private readonly outlet: Outlet<Sink>,
  ) {
    this.connections = new FollowedConnections(wanted, () => outlet.makeSink());
  }

  async read(set: InputSet, options: ReadOptions): Promise<Copied> {
    for (const input of set) {
      if (options.signal?.aborted) break;
      await this.readFile(input, options);
    }
    this.connections.finish();
    this.outlet.finish();
    this.section.finish();
    const { company, count } = this.connections;
    return { company, leftOut: this.outlet.leftOut, missing: this.wanted.size - count };
  }

  private async readFile(input: CaptureInput, options: ReadOptions): Promise<void> {
    this.file = input.name;
    this.framesBefore = this.frames;
    const reader = new CaptureReader(
      (frame) => this.take(frame, reader),
      () => {},
    );
    try {
      await input.read((chunk) => reader.feed(chunk), { ...options, checksum: false });
      reader.end();
    } catch (error) {
      if (!(error instanceof CaptureError || error instanceof ReadError)) throw error;
    }
    this.section.endFile(reader.interfaces, reader.endTime);
  }

  private take(frame: RawFrame, reader: CaptureReader): void {
    this.frames++;
    this.section.note(frame);
    const decoded = this.decoder.decode(frame);
    if (decoded === Decoded.SEGMENT) this.takeSegment(frame, reader);
    else if (decoded === Decoded.ICMP_ERROR) this.takeIcmp(frame, reader);
    else if (decoded === Decoded.FRAGMENT)
      this.fragments.add(this.decoder.segment, this.outgoing(frame, reader));
  }

  private takeSegment(frame: RawFrame, reader: CaptureReader): void {
    const { segment } = this.decoder;
    this.clock ??= { seconds: frame.seconds, nanoseconds: frame.nanoseconds };
    segment.frame = this.frames;
    segment.time = sinceStart(this.clock, frame.seconds, frame.nanoseconds);
    const time = frame.seconds * 1000 + frame.nanoseconds / 1e6;
    const place = { capture: this.file, frame: this.frames - this.framesBefore, time };
    const direction = this.connections.take(segment, place);
    if (direction === null) return;
    // A reassembled datagram lies in a buffer of its own.
    const fragments = segment.buffer === frame.buffer ? [] : this.fragments.take(segment);
    this.outlet.takeSegment(this.outgoing(frame, reader), fragments, frame, segment, direction);
  }

  private takeIcmp(frame: RawFrame, reader: CaptureReader): void {
    const { icmp } = this.decoder;
    if (this.connections.find(icmp) !== null) this.outlet.takeIcmp(this.outgoing(frame, reader), frame, icmp);
  }

  private outgoing(frame: RawFrame, { interfaces }: CaptureReader): Outgoing {
    const source = interfaces[frame.interfaceId];
    if (source === undefined) throw new Error('a packet without an interface');
    const comments = this.comments.get(placeOf(this.file, this.frames - this.framesBefore)) ?? NONE;
    return copied(frame, this.section.interfaceOf(source), comments);
  }
}
