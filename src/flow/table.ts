/**
 * The flow table: from a segment's addresses and ports to a slot, one slot per pair of endpoints for the whole capture.
 *
 * Keys are addresses and ports alone, as Wireshark's tcp.stream has them; VLAN and tunnel ids play no part.
 * Open addressing on typed arrays: strings or maps as keys cost two to six times the whole packet path.
 */
import { endpointText, Ipv6Addresses, ipv4Text } from './addresses.ts';

const INITIAL = 1 << 12;
/** Endpoints whose text is remembered, a power of two: the same few upstreams are asked for again and again. */
const LATELY = 64;

/** Addresses and ports of a segment, or of one quoted in an ICMP error, as the decoder gives them. */
export interface Tuple {
  readonly ipVersion: 4 | 6;
  readonly srcV4: number;
  readonly dstV4: number;
  readonly buffer: Uint8Array;
  readonly srcOffset: number;
  readonly dstOffset: number;
  readonly srcPort: number;
  readonly dstPort: number;
}

export class FlowTable {
  /** After `find`: 0 where the segment's sender is the slot's lower endpoint, 1 where it is the higher one. */
  direction: 0 | 1 = 0;

  private readonly ipv6 = new Ipv6Addresses();
  private index = new Int32Array(INITIAL * 2).fill(-1);
  /** Per slot: lower address, higher address, both ports, IP version. */
  private keys = new Uint32Array(INITIAL * 4);
  private count = 0;
  private readonly lately: { address: number; port: number; version: number; text: string }[] = [];
  private readonly seed = Math.floor(Math.random() * 0x1_0000_0000);

  /** Slots used so far. */
  get size(): number {
    return this.count;
  }

  /** The slot of a segment, made where there is none. Sets `direction`. */
  find(segment: Tuple): number {
    return this.locate(segment, true);
  }

  /** The slot of a segment, -1 where none was made for it. Sets `direction`. */
  lookup(segment: Tuple): number {
    return this.locate(segment, false);
  }

  /** Keeps these slots only, in this order: they become 0, 1, 2 … `slots` is ascending. */
  keepOnly(slots: readonly number[]): void {
    const { keys } = this;
    slots.forEach((slot, at) => {
      keys.copyWithin(at * 4, slot * 4, slot * 4 + 4);
    });
    this.count = slots.length;
    this.reindex();
    this.forgetAddresses();
  }

  /** Of IPv6 only those addresses stay that a slot has. */
  private forgetAddresses(): void {
    const used = new Set<number>();
    for (let key = 0; key < this.count * 4; key += 4) {
      if (this.keys[key + 3] !== 6) continue;
      used.add(this.keys[key] as number).add(this.keys[key + 1] as number);
    }
    this.ipv6.keepOnly(used);
  }

  private locate(segment: Tuple, make: boolean): number {
    let low: number;
    let high: number;
    if (segment.ipVersion === 4) {
      low = segment.srcV4;
      high = segment.dstV4;
    } else {
      low = this.ipv6.intern(segment.buffer, segment.srcOffset);
      high = this.ipv6.intern(segment.buffer, segment.dstOffset);
    }
    let lowPort = segment.srcPort;
    let highPort = segment.dstPort;
    this.direction = 0;
    if (low > high || (low === high && lowPort > highPort)) {
      this.direction = 1;
      [low, high] = [high, low];
      [lowPort, highPort] = [highPort, lowPort];
    }
    return this.findKey(low, high, ((lowPort << 16) | highPort) >>> 0, segment.ipVersion, make);
  }

  /** `ip:port` of a slot's lower (0) or higher (1) endpoint. */
  endpoint(slot: number, side: 0 | 1): string {
    const address = this.keys[slot * 4 + side] as number;
    const port = this.port(slot, side);
    const version = this.keys[slot * 4 + 3] as number;
    const at = (address ^ port) & (LATELY - 1);
    const known = this.lately[at];
    if (known?.address === address && known.port === port && known.version === version) return known.text;
    const host = version === 4 ? ipv4Text(address) : this.ipv6.text(address);
    const text = endpointText(host, port);
    this.lately[at] = { address, port, version, text };
    return text;
  }

  /** The address of a slot's endpoint as a number: equal for equal addresses of one IP version. */
  host(slot: number, side: 0 | 1): number {
    return this.keys[slot * 4 + side] as number;
  }

  /** Port of a slot's endpoint. */
  port(slot: number, side: 0 | 1): number {
    const ports = this.keys[slot * 4 + 2] as number;
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  }

  private findKey(low: number, high: number, ports: number, version: number, make: boolean): number {
    const { keys } = this;
    const mask = this.index.length - 1;
    let at = hash(low, high, ports, this.seed) & mask;
    for (;;) {
      const slot = this.index[at] as number;
      if (slot < 0) break;
      const key = slot * 4;
      if (
        keys[key] === low &&
        keys[key + 1] === high &&
        keys[key + 2] === ports &&
        keys[key + 3] === version
      ) {
        return slot;
      }
      at = (at + 1) & mask;
    }
    if (!make) return -1;
    const slot = this.count++;
    this.index[at] = slot;
    this.store(slot, low, high, ports, version);
    if (this.count * 2 > this.index.length) this.rehash();
    return slot;
  }

  private store(slot: number, low: number, high: number, ports: number, version: number): void {
    if (this.keys.length < (slot + 1) * 4) {
      const grown = new Uint32Array(this.keys.length * 2);
      grown.set(this.keys);
      this.keys = grown;
    }
    this.keys[slot * 4] = low;
    this.keys[slot * 4 + 1] = high;
    this.keys[slot * 4 + 2] = ports;
    this.keys[slot * 4 + 3] = version;
  }

  private rehash(): void {
    this.index = new Int32Array(this.index.length * 2);
    this.reindex();
  }

  private reindex(): void {
    const { index, keys } = this;
    index.fill(-1);
    const mask = index.length - 1;
    for (let slot = 0; slot < this.count; slot++) {
      const key = slot * 4;
      let at = hash(keys[key] as number, keys[key + 1] as number, keys[key + 2] as number, this.seed) & mask;
      while ((index[at] as number) >= 0) at = (at + 1) & mask;
      index[at] = slot;
    }
  }
}

/** Mixed after every part and seeded anew for every table, so that nobody can write a capture whose flows all collide. */
function hash(low: number, high: number, ports: number, seed: number): number {
  let h = Math.imul(low ^ seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ high, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ ports, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
