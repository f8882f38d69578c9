/** First in, first out, without moving the rest at every step. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** Drops what is not `wanted`; the others keep their order. */
  keep(wanted: (item: T) => boolean): void {
    this.items = this.items.slice(this.head).filter((item) => item !== undefined && wanted(item));
    this.head = 0;
  }

  shift(): T | undefined {
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
