/**
 * The first bytes of a connection's client, held until they tell what is spoken: a PROXY header is taken off, and a
 * beginning that comes in small pieces is put together.
 */
import { ProxyHeader, startsProxyHeader } from '../proxy-protocol/header.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { type Beginning, LONGEST_BEGINNING, recogniseBeginning } from './beginnings.ts';

/** Bytes that wait for more, and where they came from. */
interface Held {
  readonly bytes: Uint8Array;
  readonly seq: number;
  readonly origin: ChunkOrigin;
}

export class Opening {
  /** From the PROXY header; null where there was none. */
  source: string | null = null;
  /** What is spoken, once that is decided; null for none of the known. */
  decision: Beginning | null | 'undecided' = 'undecided';
  held: Held | null = null;
  private header: ProxyHeader | null = null;

  /** Takes bytes of the client in order. Returns how many of them were taken off or held; the rest is for the protocol. */
  take(buffer: Uint8Array, offset: number, length: number, seq: number, origin: ChunkOrigin): number {
    const end = offset + length;
    let at = offset;
    while (at < end && this.decision === 'undecided') {
      if (this.header !== null && !this.header.done) at += this.takeHeader(this.header, buffer, at, end);
      else if (!this.decide(buffer, at, end)) {
        this.hold(buffer, at, end, seq + at - offset, origin);
        at = end;
      }
    }
    return at - offset;
  }

  /** Nothing more comes: what is held has to do. */
  settle(): void {
    if (this.decision !== 'undecided') return;
    const bytes = this.held?.bytes ?? new Uint8Array(0);
    const decision = bytes.length === 0 ? null : recogniseBeginning(bytes, 0, bytes.length, true);
    this.decision = decision === 'more' ? null : decision;
  }

  private takeHeader(header: ProxyHeader, buffer: Uint8Array, from: number, end: number): number {
    const taken = header.take(buffer, from, end);
    if (header.done) this.source = header.source;
    return taken;
  }

  /** False while the bytes are too few. */
  private decide(buffer: Uint8Array, from: number, end: number): boolean {
    const probe = this.probe(buffer, from, end);
    const proxied = this.header === null ? startsProxyHeader(probe, 0, probe.length) : 'no';
    if (proxied === 'yes') {
      this.header = new ProxyHeader();
      if (this.held !== null) this.takeHeader(this.header, this.held.bytes, 0, this.held.bytes.length);
      this.held = null;
      return true;
    }
    const decision = recogniseBeginning(probe, 0, probe.length, false);
    if (proxied === 'more' || decision === 'more') return false;
    this.decision = decision;
    return true;
  }

  /** What is held and what came now, as far as a decision needs it. */
  private probe(buffer: Uint8Array, from: number, end: number): Uint8Array {
    const before = this.held?.bytes;
    if (before === undefined) return buffer.subarray(from, Math.min(end, from + LONGEST_BEGINNING));
    return join(before, buffer.subarray(from, Math.min(end, from + LONGEST_BEGINNING)));
  }

  /** Never more than a decision needs: longer beginnings are decided. */
  private hold(buffer: Uint8Array, from: number, end: number, seq: number, origin: ChunkOrigin): void {
    const bytes = buffer.slice(from, end);
    this.held =
      this.held === null
        ? { bytes, seq, origin: { ...origin } }
        : { ...this.held, bytes: join(this.held.bytes, bytes) };
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
