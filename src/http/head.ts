/** What the head of an HTTP/1 message tells (RFC 9112 §2–6), as numbers and as places of texts in a buffer. Nothing is allocated. */

/** One head. The parser owns a single one and rewrites it: good until the next head is read. A text is empty where it begins at its end. */
export class Head {
  /** Holds the head, and its texts. */
  buffer: Uint8Array = new Uint8Array(0);
  from = 0;
  end = 0;
  /** Where the bytes end that were there with the head: its body, or the beginning of it, may lie between. */
  behind = 0;
  complete = false;
  /** Of all its bytes; good where it is complete. A retry repeats them. Never 0. */
  hash = 0;
  /** Responses: 100..999. Requests: 0. */
  status = 0;
  /** 10 for HTTP/1.0, 11 for HTTP/1.1. */
  version = 11;
  /** Content-Length; -1 where absent or unusable. */
  contentLength = -1;
  /** Whether the last transfer coding is chunked (RFC 9112 §6.1). */
  chunked = false;
  /** Another transfer coding comes last: the body ends with the connection. */
  otherCoding = false;
  /** `Connection: close` and `keep-alive`. */
  close = false;
  keepAlive = false;
  /** Seconds of `Keep-Alive: timeout=`; -1 where not announced. */
  keepAliveTimeout = -1;
  /** Content-Length was repeated with another value, unreadable, or came with Transfer-Encoding. */
  conflictingLength = false;
  /** The method begins the head, and the target comes one byte behind it. */
  methodEnd = 0;
  targetEnd = 0;
  /** There may be more of the target than was captured. */
  targetWasCut = false;
  hostFrom = 0;
  hostEnd = 0;
  /** X-Request-Id, traceparent and the like. */
  idFrom = 0;
  idEnd = 0;
  serverFrom = 0;
  serverEnd = 0;
  upgradeFrom = 0;
  upgradeEnd = 0;

  clear(buffer: Uint8Array, from: number, end: number): void {
    // V8 notes every reference that is written, and nearly always it is the one that is there.
    if (this.buffer !== buffer) this.buffer = buffer;
    this.from = from;
    this.end = end;
    this.behind = end;
    this.complete = false;
    this.status = 0;
    this.version = 11;
    this.contentLength = -1;
    this.chunked = false;
    this.otherCoding = false;
    this.close = false;
    this.keepAlive = false;
    this.keepAliveTimeout = -1;
    this.conflictingLength = false;
    this.methodEnd = from;
    this.targetEnd = from + 1;
    this.targetWasCut = false;
    this.hostFrom = this.hostEnd = 0;
    this.idFrom = this.idEnd = 0;
    this.serverFrom = this.serverEnd = 0;
    this.upgradeFrom = this.upgradeEnd = 0;
  }

  /** Not even its first line was read. */
  get isEmpty(): boolean {
    return this.status === 0 && this.methodEnd === this.from;
  }

  /** Content-Length may be given again, with the same value (RFC 9110 §8.6). */
  takeContentLength(length: number): void {
    if (length < 0 || (this.contentLength >= 0 && this.contentLength !== length))
      this.conflictingLength = true;
    else this.contentLength = length;
  }

  /** All lines were read. RFC 9112 §6.3: a transfer coding overrides Content-Length. */
  settle(): this {
    if (this.chunked || this.otherCoding) {
      if (this.contentLength >= 0) this.conflictingLength = true;
      this.contentLength = -1;
    }
    return this;
  }
}
