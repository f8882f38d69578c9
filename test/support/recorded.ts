/** Captures taken apart into packets and put together again: for what must hold whatever their order and clocks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { CaptureReader } from '../../src/capture/reader.ts';
import { type PcapRecord, pcapFile } from './packet-bytes.ts';

export interface Recorded {
  readonly linkType: number;
  readonly packets: readonly PcapRecord[];
}

export interface Sample {
  readonly name: string;
  /** Decompressed. */
  readonly bytes: Uint8Array;
}

const root = fileURLToPath(new URL('../../samples', import.meta.url));

/** The captures of samples/. */
export function samples(): Sample[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\bcapture\.pcap(ng)?(\.gz)?$/.test(path))
    .sort()
    .map((path) => {
      const file = readFileSync(join(root, path));
      return { name: path, bytes: new Uint8Array(path.endsWith('.gz') ? gunzipSync(file) : file) };
    });
}

/** Throws where the capture mixes link types: a pcap file has one. */
export function recordedFrom(bytes: Uint8Array): Recorded {
  const packets: PcapRecord[] = [];
  const reader = new CaptureReader(
    ({ buffer, offset, capturedLength, originalLength, seconds, nanoseconds }) => {
      const packet = new Uint8Array(originalLength);
      packet.set(buffer.subarray(offset, offset + capturedLength));
      const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
      packets.push({ time, bytes: packet, captured: capturedLength });
    },
    ({ message }) => {
      throw new Error(message);
    },
  );
  reader.feed(bytes);
  reader.end();
  const [linkType, ...others] = reader.linkTypes;
  if (linkType === undefined || others.length > 0) throw new Error('not one link type');
  return { linkType, packets };
}

export function toPcap({ linkType, packets }: Recorded): Uint8Array {
  return pcapFile(packets, true, 262_144, linkType);
}

/**
 * Packets as another capture point might have written them: each up to `reach` seconds late. `delays` (0 to 1) are used
 * in turn. Times stay in order, as a capturing program writes them.
 */
export function reordered(
  { linkType, packets }: Recorded,
  reach: number,
  delays: readonly number[],
): Recorded {
  const late = packets.map((packet, index) => ({ packet, time: packet.time + shift(reach, index, delays) }));
  late.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { linkType, packets: late.map(({ packet, time }) => ({ ...packet, time })) };
}

/** Packets in their order, with clocks off by up to `reach` seconds either way. `errors` (-1 to 1) are used in turn. */
export function jittered(
  { linkType, packets }: Recorded,
  reach: number,
  errors: readonly number[],
): Recorded {
  return {
    linkType,
    packets: packets.map((packet, index) => ({ ...packet, time: packet.time + shift(reach, index, errors) })),
  };
}

function shift(reach: number, index: number, parts: readonly number[]): bigint {
  return BigInt(Math.round(reach * 1e9 * (parts[index % parts.length] ?? 0)));
}
