/** One file of a capture while it is read: its facts for the report, and what went wrong in it. */
import type { CaptureIssue } from './capture/errors.ts';
import { linkTypeName } from './capture/link-types.ts';
import type { CaptureReader } from './capture/reader.ts';
import type { Capture, Issue } from './report/schema.ts';
import { type CaptureClock, formatTime } from './time.ts';

export class CaptureFile {
  /** Frames of the set before this file. */
  readonly framesBefore: number;
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;
  duplicates = 0;
  bothDirections = false;
  /** There were packets other than a connection's first SYNs, which may well stay unanswered. */
  beyondSyns = false;
  /** Packets of TCP whose payload the snap length cut. */
  cutPackets = 0;
  /** Bytes fed, for where nobody says how large the file is. */
  bytesFed = 0;
  private readonly issues: Issue[] = [];
  private readonly repeated = new Map<string, { issue: Issue; count: number }>();
  private unknownLinks = 0;

  constructor(
    readonly name: string,
    framesBefore: number,
  ) {
    this.framesBefore = framesBefore;
  }

  addIssue(issue: CaptureIssue): void {
    this.issues.push(issue);
  }

  /** A frame that could not be decoded; the first of each kind is told, with how many followed. */
  addFrameIssue(code: string, message: () => string, frame: number): void {
    const known = this.repeated.get(code);
    if (known === undefined)
      this.repeated.set(code, { issue: { code, message: message(), frame }, count: 1 });
    else known.count++;
  }

  addUnknownLink(linkType: number, frame: number): void {
    this.unknownLinks++;
    this.addFrameIssue(
      'unsupported-link-type',
      () => `link type ${linkType} (${linkTypeName(linkType)}) is not supported`,
      frame,
    );
  }

  facts(
    reader: CaptureReader,
    clock: CaptureClock | null,
    disk: { sha256?: string; bytes?: number },
  ): Capture {
    const time = (at: number): string | null =>
      clock === null || !Number.isFinite(at) ? null : formatTime(clock, at);
    const nothingDecodable = reader.frames > 0 && this.unknownLinks === reader.frames;
    return {
      path: this.name,
      format: reader.format,
      linkTypes: [...reader.linkTypes].map(linkTypeName),
      packets: reader.frames,
      bytes: disk.bytes ?? this.bytesFed,
      firstTime: time(this.firstTime),
      lastTime: time(this.lastTime),
      sha256: disk.sha256 ?? null,
      truncated: reader.truncated,
      complete: reader.complete && !nothingDecodable,
      bothDirections: this.bothDirections || !this.beyondSyns,
      duplicates: this.duplicates,
      droppedPackets: reader.droppedPackets,
      issues: [...this.issues, ...[...this.repeated.values()].map(summarise), ...this.snaplenIssue()],
    };
  }

  private snaplenIssue(): Issue[] {
    if (this.cutPackets === 0) return [];
    const message = `the snap length cut the payload of ${this.cutPackets} packets: requests there may lack their names, and whether a response was whole cannot be told; capture with tcpdump -s 0`;
    return [{ code: 'payload-cut', message }];
  }
}

function summarise({ issue, count }: { issue: Issue; count: number }): Issue {
  return count === 1 ? issue : { ...issue, message: `${issue.message} (and ${count - 1} more frames)` };
}
