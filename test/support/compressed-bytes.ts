/** Compressed files written by hand, of blocks that are stored: no compressor is needed for them. */

/** An LZ4 frame with blocks of at most 64 KiB, stored or already packed. */
export function lz4Frame(blocks: readonly Uint8Array[], stored = true): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0])];
  for (const block of blocks) {
    const size = Buffer.alloc(4);
    size.writeUInt32LE((block.length | (stored ? 0x80000000 : 0)) >>> 0);
    parts.push(size, block);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/** A Zstandard frame (RFC 8878 §3.1.1) without a checksum: one raw block of at most 64 KiB. */
export function zstdFrame(content: Uint8Array): Buffer {
  if (content.length > 65_791) throw new Error(`${content.length} bytes do not fit into a field of two`);
  const size = Buffer.alloc(2);
  // Single segment, and a content size of two bytes, which counts from 256.
  size.writeUInt16LE(content.length - 256);
  const block = Buffer.alloc(4);
  block.writeUInt32LE((content.length << 3) | 1);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x60]), size, block.subarray(0, 3), content]);
}
