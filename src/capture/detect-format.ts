/** Tells file formats by their first bytes; names and endings are never asked. */
import { viewOf } from './view.ts';

export type CaptureFormat = 'pcap' | 'pcapng' | 'unknown';
export type FileFormat = CaptureFormat | 'gzip' | 'zstd' | 'lz4';

/** First words of pcap files, as a reader of the same byte order sees them. */
const PCAP_MICROSECONDS = 0xa1b2c3d4;
export const PCAP_NANOSECONDS = 0xa1b23c4d;
/** Alexey Kuznetzov's patched libpcap: records carry eight bytes more. */
export const PCAP_MODIFIED = 0xa1b2cd34;
/** Block type of a pcapng section header, the same in both byte orders. */
export const PCAPNG_SECTION = 0x0a0d0d0a;

const GZIP = 0x1f8b;
const ZSTD_FRAME = 0xfd2fb528;
/** RFC 8878 §3.1.2: sixteen magic numbers, the low four bits are free. LZ4 has the same ones. */
const SKIPPABLE_FRAME = 0x184d2a50;
const LZ4_FRAME = 0x184d2204;
const LZ4_LEGACY_FRAME = 0x184c2102;

/** How many bytes decide. */
export const SNIFF_LENGTH = 4;

export function isPcapMagic(word: number): boolean {
  return word === PCAP_MICROSECONDS || word === PCAP_NANOSECONDS || word === PCAP_MODIFIED;
}

/** 'unknown' for fewer than four bytes; more than four are not looked at. */
export function sniff(firstBytes: Uint8Array): FileFormat {
  if (firstBytes.length < SNIFF_LENGTH) return 'unknown';
  const view = viewOf(firstBytes);
  const big = view.getUint32(0);
  const little = view.getUint32(0, true);
  if (isPcapMagic(big) || isPcapMagic(little)) return 'pcap';
  if (big === PCAPNG_SECTION) return 'pcapng';
  if (big >>> 16 === GZIP) return 'gzip';
  if (little === ZSTD_FRAME || (little & 0xfffffff0) >>> 0 === SKIPPABLE_FRAME) return 'zstd';
  if (little === LZ4_FRAME || little === LZ4_LEGACY_FRAME) return 'lz4';
  return 'unknown';
}
