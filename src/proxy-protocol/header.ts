/**
 * The PROXY protocol's header in front of a connection's first byte, versions 1 and 2 (HAProxy, "The PROXY protocol", §2.1, §2.2):
 * for whom a load balancer opened the connection.
 */
import ipaddr from 'ipaddr.js';
import { bytesOf, type Match, startsWith } from '../app/first-bytes.ts';
import { endpointText, ipv4Text } from '../flow/addresses.ts';

const V1_BEGINNING = bytesOf('PROXY ');
const V2_BEGINNING = bytesOf('\r\n\r\n\0\r\nQUIT\n');
/** §2.1: the longest line that version 1 can be, line end included. */
const V1_LONGEST = 107;
const V2_FIXED = 16;
/** Addresses and ports of IPv6; what follows them are extensions. */
const V2_ADDRESSES = 36;
const LF = 10;

/** Whether a connection begins with one; `more` while the bytes agree but are too few. */
export function startsProxyHeader(buffer: Uint8Array, from: number, end: number): Match {
  const first = startsWith(buffer, from, end, V1_BEGINNING);
  return first === 'no' ? startsWith(buffer, from, end, V2_BEGINNING) : first;
}

/** Takes the header's bytes in whatever pieces they come. */
export class ProxyHeader {
  done = false;
  /** The original client as `ip:port`; null where the header names none (a health check, a socket of another kind). */
  source: string | null = null;
  private readonly kept = new Uint8Array(V1_LONGEST);
  private taken = 0;

  /** Returns how many bytes from `from` on belong to the header. */
  take(buffer: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && !this.done) {
      if (this.taken < this.kept.length) this.kept[this.taken] = buffer[at] as number;
      this.taken++;
      at++;
      this.done = this.isWhole();
    }
    if (this.done) this.source = this.isV1 ? this.readV1() : this.readV2();
    return at - from;
  }

  private get isV1(): boolean {
    return this.kept[0] === V1_BEGINNING[0];
  }

  private isWhole(): boolean {
    if (this.isV1) return this.taken >= V1_LONGEST || this.kept[this.taken - 1] === LF;
    return this.taken >= V2_FIXED && this.taken === V2_FIXED + u16(this.kept, 14);
  }

  /** `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443` */
  private readV1(): string | null {
    const line = String.fromCharCode(...this.kept.subarray(0, this.taken)).trimEnd();
    const [, family = '', source = '', , port = ''] = line.split(' ');
    if (!family.startsWith('TCP') || !ipaddr.isValid(source) || !/^\d{1,5}$/.test(port)) return null;
    return endpointText(ipaddr.parse(source).toString(), Number(port));
  }

  /** §2.2: the low half of byte 12 is 1 for a proxied connection; the high half of byte 13 is the family. */
  private readV2(): string | null {
    const size = Math.min(u16(this.kept, 14), V2_ADDRESSES);
    const isProxied = ((this.kept[12] as number) & 15) === 1;
    const family = (this.kept[13] as number) >> 4;
    const at = V2_FIXED;
    if (isProxied && family === 1 && size >= 12) {
      const address = (u16(this.kept, at) * 65_536 + u16(this.kept, at + 2)) >>> 0;
      return endpointText(ipv4Text(address), u16(this.kept, at + 8));
    }
    if (isProxied && family === 2 && size >= V2_ADDRESSES) {
      const address = new ipaddr.IPv6(Array.from(this.kept.subarray(at, at + 16)));
      return endpointText(address.toRFC5952String(), u16(this.kept, at + 32));
    }
    return null;
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
