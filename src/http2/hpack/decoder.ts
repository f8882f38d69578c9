/**
 * Header blocks of one direction of HTTP/2 (RFC 7541 §3, §6).
 *
 * Never throws. A block that is cut or malformed gives the fields before the damage, and makes the dynamic table unknown:
 * what the rest of the block would have added is missing from it.
 */
import { DynamicTable } from './dynamic-table.ts';
import { decodeHuffman } from './huffman.ts';
import { type Field, staticTable } from './static-table.ts';

/** Told of each field in order. Fields that refer to an unknown entry of the table are left out. */
type FieldListener = (name: string, value: string) => void;

/** RFC 7541 §5.1: more continuation bytes than this make no number that means anything. */
const MAX_CONTINUATION = 4;
/** The name of an entry that was added by reference to an unknown one: no field has this name. */
const UNKNOWN = '';

export class HpackDecoder {
  private readonly table = new DynamicTable();
  private block: Uint8Array = new Uint8Array(0);
  private at = 0;

  /** Whether the block was whole and well-formed. */
  decode(block: Uint8Array, onField: FieldListener): boolean {
    this.block = block;
    this.at = 0;
    while (this.at < block.length) {
      if (this.instruction(onField)) continue;
      this.table.forget();
      return false;
    }
    return true;
  }

  /** A block was missed: entries added until now are not what they seem. */
  forget(): void {
    this.table.forget();
  }

  /** One representation (RFC 7541 §6), told by the bits of its first byte. */
  private instruction(onField: FieldListener): boolean {
    const first = this.block[this.at] as number;
    if (first & 0x80) return this.indexed(onField);
    if (first & 0x40) return this.literal(6, true, onField);
    if (first & 0x20) return this.resize();
    return this.literal(4, false, onField);
  }

  private indexed(onField: FieldListener): boolean {
    const index = this.integer(7);
    if (index <= 0) return false;
    const field = this.lookUp(index);
    if (field !== null && field.name !== UNKNOWN) onField(field.name, field.value);
    return true;
  }

  private literal(prefix: number, added: boolean, onField: FieldListener): boolean {
    const index = this.integer(prefix);
    if (index < 0) return false;
    const name = index === 0 ? this.string() : (this.lookUp(index)?.name ?? UNKNOWN);
    const value = name === null ? null : this.string();
    if (name === null || value === null) return false;
    if (added) this.table.add({ name, value });
    if (name !== UNKNOWN) onField(name, value);
    return true;
  }

  private resize(): boolean {
    const size = this.integer(5);
    if (size < 0) return false;
    this.table.resize(size);
    return true;
  }

  private lookUp(index: number): Field | null {
    if (index <= staticTable.length) return staticTable[index - 1] as Field;
    return this.table.get(index - staticTable.length - 1);
  }

  /** RFC 7541 §5.1; -1 where the number is cut or too large. */
  private integer(prefix: number): number {
    const mask = (1 << prefix) - 1;
    let value = (this.block[this.at++] ?? 0) & mask;
    if (value < mask) return value;
    for (let i = 0; i < MAX_CONTINUATION; i++) {
      const byte = this.block[this.at++];
      if (byte === undefined) return -1;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return -1;
  }

  /** RFC 7541 §5.2; null where it is cut or badly coded. */
  private string(): string | null {
    const huffman = ((this.block[this.at] ?? 0) & 0x80) !== 0;
    if (this.at >= this.block.length) return null;
    const length = this.integer(7);
    const from = this.at;
    if (length < 0 || from + length > this.block.length) return null;
    this.at += length;
    if (huffman) return decodeHuffman(this.block, from, this.at);
    let text = '';
    for (let i = from; i < this.at; i++) text += String.fromCharCode(this.block[i] as number);
    return text;
  }
}
