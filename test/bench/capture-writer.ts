/** Captures written to disk as they are made: Ethernet, IPv4, TCP with timestamps, in pcap or pcapng. */
import { closeSync, openSync, writeSync } from 'node:fs';

export type CaptureFormat = 'pcap' | 'pcapng';

/** The two ends of a connection; addresses as unsigned 32-bit numbers. */
export interface Ends {
  readonly client: number;
  readonly clientPort: number;
  readonly server: number;
  readonly serverPort: number;
}

export const FLAG = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16 } as const;

/** One packet of a connection, as it passes the capture point. */
export interface Packet {
  /** Microseconds since the beginning of the capture. */
  at: number;
  readonly fromClient: boolean;
  readonly flags: number;
  /** Sequence and acknowledgement numbers as on the wire. */
  readonly seq: number;
  readonly ack: number;
  readonly payload: Uint8Array;
}

const BUFFER = 4 << 20;
const LARGEST = 70_000;
const EPOCH = 1_760_000_000;
const ETHERNET = 14;
const IPV4 = 20;
/** TCP header with the timestamps option. */
const TCP = 32;

export class CaptureWriter {
  packets = 0;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER);
  readonly #format: CaptureFormat;
  #used = 0;
  #flushed = 0;

  constructor(path: string, format: CaptureFormat) {
    this.#file = openSync(path, 'w');
    this.#format = format;
    if (format === 'pcap') this.#words([0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, 1]);
    // A section header and one interface called "eth0"; a length of 4 keeps readers alive that don't pad options.
    else this.#words([0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28, ...INTERFACE]);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#flushed + this.#used;
  }

  write(ends: Ends, packet: Packet): void {
    if (this.#used + LARGEST > BUFFER) this.#flush();
    const length = ETHERNET + IPV4 + TCP + packet.payload.length;
    this.#recordHeader(packet.at, length);
    this.#frame(ends, packet);
    if (this.#format === 'pcapng') {
      while (this.#used % 4 !== 0) this.#buffer[this.#used++] = 0;
      this.#words([32 + padded(length)]);
    }
    this.packets++;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #recordHeader(at: number, length: number): void {
    const whole = Math.floor(at);
    const seconds = EPOCH + Math.floor(whole / 1e6);
    if (this.#format === 'pcap') {
      this.#words([seconds, whole % 1e6, length, length]);
      return;
    }
    const micros = seconds * 1e6 + (whole % 1e6);
    const high = Math.floor(micros / 0x1_0000_0000);
    this.#words([6, 32 + padded(length), 0, high, micros % 0x1_0000_0000, length, length]);
  }

  #frame(ends: Ends, { at, fromClient, flags, seq, ack, payload }: Packet): void {
    const [from, to] = fromClient ? [ends.client, ends.server] : [ends.server, ends.client];
    const [fromPort, toPort] = fromClient
      ? [ends.clientPort, ends.serverPort]
      : [ends.serverPort, ends.clientPort];
    const buffer = this.#buffer;
    let p = this.#used;
    p = buffer.writeUInt32BE(0x02420a00, p);
    p = buffer.writeUInt16BE(to & 0xffff, p);
    p = buffer.writeUInt32BE(0x02420a00, p);
    p = buffer.writeUInt16BE(from & 0xffff, p);
    p = buffer.writeUInt16BE(0x0800, p);
    p = buffer.writeUInt16BE(0x4500, p);
    p = buffer.writeUInt16BE(IPV4 + TCP + payload.length, p);
    // An identification of its own for every packet, never 0: what is sent again is no copy.
    p = buffer.writeUInt16BE((this.packets % 65_535) + 1, p);
    p = buffer.writeUInt16BE(0x4000, p);
    p = buffer.writeUInt32BE(0x40060000, p);
    p = buffer.writeUInt32BE(from, p);
    p = buffer.writeUInt32BE(to, p);
    p = buffer.writeUInt16BE(fromPort, p);
    p = buffer.writeUInt16BE(toPort, p);
    p = buffer.writeUInt32BE(seq >>> 0, p);
    p = buffer.writeUInt32BE(flags & FLAG.ACK ? ack >>> 0 : 0, p);
    p = buffer.writeUInt16BE((TCP << 10) | flags, p);
    p = buffer.writeUInt16BE(flags & FLAG.RST ? 0 : 501, p);
    p = buffer.writeUInt32BE(0, p);
    p = buffer.writeUInt32BE(0x0101080a, p);
    p = buffer.writeUInt32BE(Math.floor(at / 1000) >>> 0, p);
    p = buffer.writeUInt32BE(1, p);
    buffer.set(payload, p);
    this.#used = p + payload.length;
  }

  #words(words: readonly number[]): void {
    for (const word of words) this.#used = this.#buffer.writeUInt32LE(word >>> 0, this.#used);
  }

  #flush(): void {
    for (let at = 0; at < this.#used; ) at += writeSync(this.#file, this.#buffer, at, this.#used - at);
    this.#flushed += this.#used;
    this.#used = 0;
  }
}

const INTERFACE = [1, 32, 1, 262_144, 0x0004_0002, 0x30687465, 0, 32];

function padded(length: number): number {
  return (length + 3) & ~3;
}
