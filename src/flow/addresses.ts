/** IP addresses as small numbers, so that the packet path compares integers and never builds strings. */
import ipaddr from 'ipaddr.js';

/** Gives every IPv6 address one number, in order of appearance; open addressing on typed arrays. */
export class Ipv6Addresses {
  private slots = new Int32Array(1024).fill(-1);
  private bytes = new Uint8Array(16 * 512);
  /** The number of each address, ascending: numbers stay when addresses are forgotten. */
  private ids = new Uint32Array(512);
  private size = 0;
  private next = 0;
  private readonly seed = Math.floor(Math.random() * 0x1_0000_0000);

  /** The number of the 16 bytes at `offset`. */
  intern(buffer: Uint8Array, offset: number): number {
    const mask = this.slots.length - 1;
    let slot = hash16(buffer, offset, this.seed) & mask;
    for (;;) {
      const place = this.slots[slot] as number;
      if (place < 0) break;
      if (this.equals(place, buffer, offset)) return this.ids[place] as number;
      slot = (slot + 1) & mask;
    }
    return this.add(slot, buffer, offset);
  }

  /** The address in the text form of RFC 5952. */
  text(id: number): string {
    const at = this.placeOf(id) * 16;
    return new ipaddr.IPv6(Array.from(this.bytes.subarray(at, at + 16))).toRFC5952String();
  }

  /** Forgets all addresses but those of `ids`; the others keep their numbers. */
  keepOnly(ids: ReadonlySet<number>): void {
    let kept = 0;
    for (let place = 0; place < this.size; place++) {
      const id = this.ids[place] as number;
      if (!ids.has(id)) continue;
      this.bytes.copyWithin(kept * 16, place * 16, place * 16 + 16);
      this.ids[kept++] = id;
    }
    this.size = kept;
    this.reindex();
  }

  /** Where an address lies: numbers ascend with places. */
  private placeOf(id: number): number {
    let low = 0;
    let high = this.size - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ids[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private add(slot: number, buffer: Uint8Array, offset: number): number {
    const place = this.size++;
    if (this.ids.length < this.size) this.grow();
    this.bytes.set(buffer.subarray(offset, offset + 16), place * 16);
    this.ids[place] = this.next;
    this.slots[slot] = place;
    if (this.size * 2 > this.slots.length) this.rehash();
    return this.next++;
  }

  private grow(): void {
    const bytes = new Uint8Array(this.bytes.length * 2);
    bytes.set(this.bytes);
    this.bytes = bytes;
    const ids = new Uint32Array(this.ids.length * 2);
    ids.set(this.ids);
    this.ids = ids;
  }

  private equals(place: number, buffer: Uint8Array, offset: number): boolean {
    for (let i = 0; i < 16; i++) if (this.bytes[place * 16 + i] !== buffer[offset + i]) return false;
    return true;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.reindex();
  }

  private reindex(): void {
    const { slots } = this;
    slots.fill(-1);
    const mask = slots.length - 1;
    for (let place = 0; place < this.size; place++) {
      let slot = hash16(this.bytes, place * 16, this.seed) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = place;
    }
  }
}

/** Seeded like the flow table's. */
function hash16(buffer: Uint8Array, offset: number, seed: number): number {
  let hash = seed;
  for (let i = 0; i < 16; i++) {
    hash = Math.imul(hash ^ (buffer[offset + i] as number), 0x01000193);
    hash ^= hash >>> 13;
  }
  return hash ^ (hash >>> 15);
}

/** Dotted decimal of an address held as an unsigned 32-bit number. */
export function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** An endpoint's text without its port; IPv6 keeps its brackets. */
export function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}

/** `ip:port`, IPv6 in brackets, as every output prints an endpoint. */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
