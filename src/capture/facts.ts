/** What a reader learns about a file while it reads, and how it speaks about trouble. */
import type { CaptureIssue } from './errors.ts';
import { MAX_ISSUES_PER_CODE } from './limits.ts';

/** A capturing interface: one for a pcap file, one per interface description for pcapng. */
export interface CaptureInterface {
  /** As the file names it; null where it does not. */
  readonly name: string | null;
  /** What else the file says of it; null where nothing. */
  readonly description: string | null;
  readonly linkType: number;
  /** Bytes kept of a packet; 0 means all. */
  readonly snaplen: number;
  /** Packets lost while capturing, as the capturing program counted them; null where the file does not say. */
  drops: number | null;
}

/** Whole seconds since 1970, and nanoseconds. */
export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export class CaptureFacts {
  readonly interfaces: CaptureInterface[] = [];
  readonly linkTypes = new Set<number>();
  /** Packets handed out. */
  frames = 0;
  /** The file ends inside its last record. */
  truncated = false;
  /** When the capturing program stopped, as it says; null where it does not. */
  endTime: Moment | null = null;
  /** No part of the file had to be left out. */
  complete = true;
  private readonly onIssue: (issue: CaptureIssue) => void;
  private readonly issueCounts = new Map<string, number>();

  constructor(onIssue: (issue: CaptureIssue) => void) {
    this.onIssue = onIssue;
  }

  addInterface(entry: CaptureInterface): number {
    this.linkTypes.add(entry.linkType);
    return this.interfaces.push(entry) - 1;
  }

  /** Sum over the interfaces that have a count; null where none has. */
  get droppedPackets(): number | null {
    let sum: number | null = null;
    for (const { drops } of this.interfaces) if (drops !== null) sum = (sum ?? 0) + drops;
    return sum;
  }

  /** Of several interfaces the last one to end counts. */
  noteEnd({ seconds, nanoseconds }: Moment): void {
    const known = this.endTime;
    const isLater =
      known === null ||
      seconds > known.seconds ||
      (seconds === known.seconds && nanoseconds > known.nanoseconds);
    if (isLater) this.endTime = { seconds, nanoseconds };
  }

  /** Tells of trouble that costs no data. */
  note(code: string, message: string, offset: number): void {
    const count = (this.issueCounts.get(code) ?? 0) + 1;
    this.issueCounts.set(code, count);
    if (count <= MAX_ISSUES_PER_CODE) this.onIssue({ code, message, frame: this.frames + 1, offset });
  }

  /** Tells of a part of the file that cannot be read. */
  damage(code: string, message: string, offset: number): void {
    this.complete = false;
    this.note(code, message, offset);
  }

  /** At the end of the file: how many issues were not told one by one. */
  summarize(): void {
    for (const [code, count] of this.issueCounts) {
      const more = count - MAX_ISSUES_PER_CODE;
      if (more > 0) this.onIssue({ code, message: `${more} more of this kind` });
    }
  }
}
