/** The line in front of each chunk: its size in hexadecimal, and extensions that nobody needs (RFC 9112 §7.1). */

const LF = 10;
const CR = 13;
const MAX_LINE = 4096;
/** More digits would be beyond what a double counts exactly. */
const MAX_DIGITS = 12;

export class ChunkSizeLine {
  /** The size, once `done`. */
  size = 0;
  done = false;
  /** The line is none. */
  bad = false;
  private length = 0;
  private digits = 0;
  private inExtension = false;

  begin(): void {
    this.size = 0;
    this.done = false;
    this.bad = false;
    this.length = 0;
    this.digits = 0;
    this.inExtension = false;
  }

  /** Takes bytes of the line. Returns the offset after the last one taken. */
  take(buffer: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const byte = buffer[at] as number;
      if (byte === LF) {
        this.done = this.digits > 0;
        this.bad = !this.done;
        return at + 1;
      }
      if (++this.length > MAX_LINE || !this.takeByte(byte)) {
        this.bad = true;
        return end;
      }
    }
    return end;
  }

  private takeByte(byte: number): boolean {
    if (this.inExtension) return true;
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.size = this.size * 16 + digit;
      return ++this.digits <= MAX_DIGITS;
    }
    this.inExtension = true;
    return this.digits > 0 && (byte === CR || byte === 59 || byte === 32 || byte === 9);
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
