/**
 * Two sides talking through the application layer, without packets: each saying is one message with its own frame, and
 * acknowledges all that was said before, unless told otherwise. However a saying is cut into chunks, the result must be
 * the same, so every saying can be handed on in pieces.
 */
import type { Exchange } from '../../src/app/exchange.ts';
import type { ExchangeLog } from '../../src/app/exchange-log.ts';
import { AppStream } from '../../src/recognise/stream.ts';
import { TcpConnection } from '../../src/tcp/connection.ts';
import { HeldBudget } from '../../src/tcp/held-budget.ts';
import type { StreamSink } from '../../src/tcp/stream-sink.ts';

export interface Saying {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
  /** Seconds; each saying is a second after the one before otherwise. */
  readonly at?: number;
  /** How many of the last sayings its sender had not received yet. */
  readonly unheard?: number;
  /** Bytes at its end that the capture does not hold. */
  readonly missing?: number;
}

export interface TalkOptions {
  /** The capture begins after the handshake: nothing tells who is the client. */
  readonly midstream?: boolean;
  /** Pieces that every saying is cut into: their sizes, used in turn. One piece otherwise. */
  readonly pieces?: readonly number[];
  /** Who closes with a FIN after the last saying, at this second; the last saying is `unheard` sayings old to it. */
  readonly closes?: { readonly by: 'client' | 'server'; readonly at: number; readonly unheard?: number };
}

export interface Told {
  readonly protocol: string;
  readonly exchanges: readonly Exchange[];
  readonly log: ExchangeLog;
  readonly stream: AppStream;
  readonly connection: TcpConnection;
}

const SECOND = 1e9;

export function client(bytes: Uint8Array | string, more: Partial<Saying> = {}): Saying {
  return { from: 'client', bytes: bytesFrom(bytes), ...more };
}

export function server(bytes: Uint8Array | string, more: Partial<Saying> = {}): Saying {
  return { from: 'server', bytes: bytesFrom(bytes), ...more };
}

/** The sayings, read by the application layer from the beginning to the end of the connection. */
export function hear(sayings: readonly Saying[], options: TalkOptions = {}): Told {
  const stream = new AppStream();
  const connection = new TcpConnection(0, 0, 0, new HeldBudget());
  if (!options.midstream) {
    for (const endpoint of connection.endpoints) endpoint.synSeen = true;
    connection.synSeen = true;
    connection.roleEvidence = 'syn';
  }
  say(sayings, connection, stream, options);
  stream.close(connection);
  const exchanges = stream.log.exchanges.map((exchange) => exchange.facts());
  return { protocol: stream.name, exchanges, log: stream.log, stream, connection };
}

function say(
  sayings: readonly Saying[],
  connection: TcpConnection,
  sink: StreamSink,
  { pieces = [], closes }: TalkOptions,
): void {
  const next = [1, 1];
  /** What each side has received before each saying. */
  const acks: (readonly [number, number])[] = [];
  let piece = 0;
  sayings.forEach((saying, index) => {
    const sender = saying.from === 'client' ? 0 : 1;
    acks.push([next[0] as number, next[1] as number]);
    const heard = acks[Math.max(0, index - (saying.unheard ?? 0))] as readonly [number, number];
    const origin = {
      frame: index + 1,
      time: (saying.at ?? index) * SECOND,
      ack: heard[sender ^ 1] as number,
    };
    const captured = saying.bytes.length - (saying.missing ?? 0);
    for (let at = 0; at < captured; ) {
      const size = Math.min(
        captured - at,
        pieces.length === 0 ? captured : (pieces[piece++ % pieces.length] ?? 1),
      );
      // As in the engine, the bytes lie somewhere in a larger buffer that is used again afterwards.
      const buffer = new Uint8Array(size + 5);
      buffer.set(saying.bytes.subarray(at, at + size), 3);
      sink.data(connection, sender, buffer, 3, size, (next[sender] as number) + at, origin);
      buffer.fill(0xee);
      at += size;
    }
    if (saying.missing)
      sink.gap(connection, sender, (next[sender] as number) + captured, saying.missing, origin);
    next[sender] = (next[sender] as number) + saying.bytes.length;
    connection.endpoints[sender].ackedUpTo = Math.max(connection.endpoints[sender].ackedUpTo, origin.ack);
  });
  if (closes) {
    const sender = closes.by === 'client' ? 0 : 1;
    acks.push([next[0] as number, next[1] as number]);
    const heard = acks[acks.length - 1 - (closes.unheard ?? 0)] as readonly [number, number];
    const numbers = { frame: 99, time: closes.at * SECOND, seq: next[sender] as number, length: 0, ttl: 64 };
    connection.endpoints[sender].fin = { ...numbers, ack: heard[sender ^ 1] as number };
  }
}

export function bytesFrom(text: Uint8Array | string): Uint8Array {
  return typeof text === 'string' ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : text;
}

/** Bytes written as hexadecimal, blanks ignored. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function concat(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...bytesFrom(part)]));
}
