/** Both directions of a connection while its packets are copied: which bytes of them may be told. */

import type { ProtocolName } from '../../app/protocol.ts';
import { looksLikeResponse } from '../../http/recognise.ts';
import { PREFACE, startsHttp2, startsLikeServer } from '../../http2/frame.ts';
import { ProxyHeader, startsProxyHeader } from '../../proxy-protocol/header.ts';
import { recogniseBeginning } from '../../recognise/beginnings.ts';
import { recogniseMidstream } from '../../recognise/midstream.ts';
import type { TcpConnection } from '../../tcp/connection.ts';
import type { ChunkOrigin } from '../../tcp/stream-sink.ts';
import type { FollowedSink } from '../followed.ts';
import type { Disguise } from './disguise.ts';
import { FramesScrub } from './frames.ts';
import { HttpScrub } from './http.ts';
import { KeptBytes } from './kept-bytes.ts';
import { ajpRule, fastCgiRule, http2Rule, tlsRule } from './rules.ts';
import type { Scrub } from './scrub.ts';

const V1_FIRST = 80;
const V1_LONGEST = 107;
const V2_FIXED = 16;

export class ConnectionScrub implements FollowedSink {
  private readonly kept = [new KeptBytes(), new KeptBytes()] as const;
  /** Numbers after the last byte that came, by side. */
  private readonly taken: [number, number] = [0, 0];
  private scrub: Scrub | null = null;
  private ended = false;

  constructor(private readonly disguise: Disguise) {}

  data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    const fromClient = sender === connection.clientSide;
    const isFirst = this.taken[sender] === 0;
    const kept = this.kept[sender];
    let skipped = fromClient && isFirst ? passProxyHeader(kept, buffer, offset, length, seq) : 0;
    this.scrub ??= this.recognise(connection, sender, buffer, offset + skipped, offset + length);
    if (fromClient && isFirst)
      skipped += passPreface(kept, buffer, offset + skipped, offset + length, seq + skipped);
    this.taken[sender] = seq + length;
    this.scrub?.data(fromClient, buffer, offset + skipped, length - skipped, seq + skipped, origin);
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    this.taken[sender] = seq + length;
    this.scrub?.gap(sender === connection.clientSide, length, seq, origin);
  }

  repeated(): void {}

  /** What is not decided now will not be: a head that breaks off is told as far as it came. */
  end({ clientSide, lastFrame, lastTime }: TcpConnection): void {
    this.ended = true;
    const origin = { frame: lastFrame, time: lastTime, ack: 0 };
    for (const sender of [0, 1] as const)
      this.scrub?.gap(sender === clientSide, 1, this.taken[sender], origin);
  }

  /** Whether all before the number `end` is decided. */
  isDecided({ clientSide, endpoints }: TcpConnection, sender: 0 | 1, end: number): boolean {
    if (this.ended) return true;
    if (endpoints[sender].expected < end) return false;
    const taken = this.taken[sender];
    return (this.scrub?.undecidedFrom(sender === clientSide, taken) ?? taken) >= Math.min(end, taken);
  }

  /** Makes of payload that begins at `seq` what may be told of it. */
  fill(sender: 0 | 1, seq: number, payload: Uint8Array): void {
    this.kept[sender].fill(payload, seq);
  }

  /** As the analysis does it; null while nothing known is spoken. */
  private recognise(
    { clientSide, endpoints }: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    from: number,
    end: number,
  ): Scrub | null {
    const isBeginning = this.taken[0] + this.taken[1] === 0 && endpoints[sender].synSeen;
    const begun = isBeginning ? nameOfBeginning(buffer, from, end, sender === clientSide) : null;
    const name = begun ?? recogniseMidstream(buffer, from, end, true)?.protocol.name;
    return name === undefined ? null : this.scrubOf(name, clientSide, begun === null);
  }

  private scrubOf(name: ProtocolName, clientSide: 0 | 1, midstream: boolean): Scrub | null {
    const client = this.kept[clientSide];
    const server = this.kept[clientSide === 0 ? 1 : 0];
    switch (name) {
      case 'http/1':
        return new HttpScrub(this.disguise, client, server, midstream);
      case 'tls':
        return new FramesScrub(tlsRule, client, server, midstream);
      case 'ajp':
        return new FramesScrub(ajpRule, client, server, midstream);
      case 'fastcgi':
        return new FramesScrub(() => fastCgiRule(this.disguise), client, server, midstream);
      case 'http/2':
        return new FramesScrub(http2Rule, client, server, midstream);
      default:
        return null;
    }
  }
}

/** What a connection speaks that begins so; null where that is not known. A server may speak first: 408, and SETTINGS of HTTP/2. */
function nameOfBeginning(
  buffer: Uint8Array,
  from: number,
  end: number,
  fromClient: boolean,
): ProtocolName | null {
  if (!fromClient) {
    if (looksLikeResponse(buffer, from, end)) return 'http/1';
    return startsLikeServer(buffer, from, end) ? 'http/2' : null;
  }
  const beginning = recogniseBeginning(buffer, from, end, true);
  return beginning === null || beginning === 'more' ? null : beginning.create().name;
}

/** Returns its length, 0 where there is none. */
function passProxyHeader(
  kept: KeptBytes,
  buffer: Uint8Array,
  offset: number,
  length: number,
  seq: number,
): number {
  if (startsProxyHeader(buffer, offset, offset + length) !== 'yes') return 0;
  const taken = new ProxyHeader().take(buffer, offset, offset + length);
  const told = Math.min(taken, toldOfProxyHeader(buffer, offset));
  kept.put(seq, new Uint8Array(buffer.subarray(offset, offset + told)));
  return taken;
}

/** The client of HTTP/2 begins with what is no frame (RFC 9113 §3.4). */
function passPreface(kept: KeptBytes, buffer: Uint8Array, from: number, end: number, seq: number): number {
  if (startsHttp2(buffer, from, end) !== 'yes') return 0;
  kept.put(seq, PREFACE);
  return PREFACE.length;
}

/** All of version 1, which is a line; of version 2 the addresses, and no extensions (HAProxy, "The PROXY protocol", §2.2). */
function toldOfProxyHeader(buffer: Uint8Array, offset: number): number {
  if (buffer[offset] === V1_FIRST) return V1_LONGEST;
  const family = (buffer[offset + 13] ?? 0) >> 4;
  return V2_FIXED + (family === 1 ? 12 : family === 2 ? 36 : 0);
}
