/** Bytes of one thing that come in several pieces, as many as a bound allows. */
export class Gathered {
  length = 0;
  /** Something was left out: the bytes are the beginning only. */
  cut = false;
  private store = new Uint8Array(0);

  constructor(private readonly limit: number) {}

  get bytes(): Uint8Array {
    return this.store.subarray(0, this.length);
  }

  /** `whole` tells that the piece is all of it, and not what a capture left of it. */
  add(piece: Uint8Array, whole: boolean): void {
    if (this.cut) return;
    const taken = Math.min(piece.length, this.limit - this.length);
    this.cut = !whole || taken < piece.length;
    const needed = this.length + taken;
    if (this.store.length < needed) {
      const grown = new Uint8Array(Math.min(this.limit, needed * 2));
      grown.set(this.bytes);
      this.store = grown;
    }
    this.store.set(piece.subarray(0, taken), this.length);
    this.length = needed;
  }

  clear(): void {
    this.length = 0;
    this.cut = false;
    this.store = new Uint8Array(0);
  }
}
