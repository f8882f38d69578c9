/** IP addresses as small numbers, so that the packet path compares integers and never builds strings. */
import ipaddr from 'ipaddr.js';

/** Gives every IPv6 address one number, in order of appearance; open addressing on typed arrays. */
export class Ipv6Addresses {
  private slots = new Int32Array(1024).fill(-1);
  private bytes = new Uint8Array(16 * 512);
  private size = 0;
  private readonly seed = Math.floor(Math.random() * 0x1_0000_0000);

  /** The number of the 16 bytes at `offset`. */
  intern(buffer: Uint8Array, offset: number): number {
    const mask = this.slots.length - 1;
    let slot = hash16(buffer, offset, this.seed) & mask;
    for (;;) {
      const id = this.slots[slot] as number;
      if (id < 0) break;
      if (this.equals(id, buffer, offset)) return id;
      slot = (slot + 1) & mask;
    }
    return this.add(slot, buffer, offset);
  }

  /** The address in the text form of RFC 5952. */
  text(id: number): string {
    return new ipaddr.IPv6(Array.from(this.bytes.subarray(id * 16, id * 16 + 16))).toRFC5952String();
  }

  private add(slot: number, buffer: Uint8Array, offset: number): number {
    const id = this.size++;
    if (this.bytes.length < this.size * 16) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(buffer.subarray(offset, offset + 16), id * 16);
    this.slots[slot] = id;
    if (this.size * 2 > this.slots.length) this.rehash();
    return id;
  }

  private equals(id: number, buffer: Uint8Array, offset: number): boolean {
    for (let i = 0; i < 16; i++) if (this.bytes[id * 16 + i] !== buffer[offset + i]) return false;
    return true;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = hash16(this.bytes, id * 16, this.seed) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
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
