/** Conversations that ended: each is judged once it was quiet for a while, because stragglers may follow. */
import type { Conversation } from './conversation.ts';
import { Queue } from './queue.ts';

export class Lingering {
  private readonly queue = new Queue<Conversation>();
  /** Until then none is to be judged. */
  private due = Number.NEGATIVE_INFINITY;

  /** For `linger` nanoseconds of capture time, where that is infinite to the end; of more than `most` the oldest are judged at once. */
  constructor(
    private readonly linger: number,
    private readonly most: number,
    private readonly judge: (conversation: Conversation) => void,
  ) {}

  push(conversation: Conversation): void {
    this.queue.push(conversation);
    if (this.queue.length > this.most) this.stir();
  }

  /** One of them may be closed for other reasons: the next review looks at all. */
  stir(): void {
    this.due = Number.NEGATIVE_INFINITY;
  }

  /** To be called for every packet. */
  review(time: number): void {
    if (time < this.due) return;
    const { queue } = this;
    for (let first = queue.first; first !== undefined; first = queue.first) {
      const due = first.tcp.lastTime + this.linger;
      if (!first.closed && due > time && queue.length <= this.most) {
        this.due = due;
        return;
      }
      queue.shift();
      this.judge(first);
    }
  }
}
