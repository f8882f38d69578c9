/** The files of one capture, a rotated set or a single one: frames are counted over all of them. */
import { CaptureFile } from './capture-file.ts';
import { countedFrom } from './timeline/file-frames.ts';
import type { Timeline, TimelineFile } from './timeline/schema.ts';
import type { TimelineView } from './timeline/view.ts';

export class CaptureSet {
  /** The file that is being read. */
  current: CaptureFile | null = null;
  private readonly ended: CaptureFile[] = [];

  /** `framesBefore`: frames of the set so far. */
  begin(name: string, framesBefore: number): CaptureFile {
    this.current = new CaptureFile(name, framesBefore);
    return this.current;
  }

  end(file: CaptureFile): void {
    this.ended.push(file);
    this.current = null;
  }

  /** The file of a frame of the set, and its number there. */
  place(frame: number): { capture: string; frame: number } {
    const { name, framesBefore } = this.fileOf(frame);
    return { capture: name, frame: frame - framesBefore };
  }

  /** A timeline as the file of `frame` counts its packets, and the name of that file. */
  counted(timeline: TimelineView, frame: number): { capture: string; timeline: Timeline } {
    const { name, framesBefore } = this.fileOf(frame);
    const files = this.crossed(timeline);
    const plain = timeline.plain();
    // All packets of a connection that ended in a set's first file are numbered there.
    const isCounted = files.length < 2 && framesBefore === 0;
    return { capture: name, timeline: isCounted ? plain : countedFrom(framesBefore, plain, files) };
  }

  private crossed({ firstFrame, lastFrame }: TimelineView): TimelineFile[] {
    const first = this.fileOf(firstFrame).framesBefore;
    return this.all()
      .filter(({ framesBefore }) => framesBefore >= first && framesBefore < lastFrame)
      .map(({ name, framesBefore }) => ({ capture: name, firstFrame: framesBefore + 1 }));
  }

  private fileOf(frame: number): CaptureFile {
    const files = this.all();
    const file = files.findLast((one) => one.framesBefore < frame) ?? files[0];
    if (file === undefined) throw new Error('a frame without a file');
    return file;
  }

  private all(): readonly CaptureFile[] {
    return this.current === null ? this.ended : [...this.ended, this.current];
  }
}
