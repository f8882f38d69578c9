/** The list of all connections, for those who ask for one. */
import { toConnection } from './report/connection.ts';
import type { Connection } from './report/schema.ts';
import type { TimelineView } from './timeline/view.ts';

/** Connections listed, about 1 KB each. */
const MAX_LISTED = 200_000;

export class ConnectionList {
  leftOut = 0;
  readonly most: number;
  private readonly connections: Connection[] = [];

  /** `wanted`: of more connections than this none is listed; undefined: the first are, as many as there is room for. */
  constructor(private readonly wanted: number | undefined) {
    this.most = wanted ?? MAX_LISTED;
  }

  take(timeline: TimelineView): void {
    if (this.leftOut === 0 && this.connections.length < this.most) {
      this.connections.push(toConnection(timeline));
      return;
    }
    if (this.wanted !== undefined) this.leftOut += this.connections.splice(0).length;
    this.leftOut++;
  }

  inOrder(): Connection[] {
    return this.connections.sort((a, b) => a.index - b.index);
  }
}
