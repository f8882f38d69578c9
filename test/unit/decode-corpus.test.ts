import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import ipaddr from 'ipaddr.js';
import { CaptureReader } from '../../src/capture/reader.ts';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import type { Segment } from '../../src/decode/segment.ts';
import { frameOf, read } from '../support/capture-bytes.ts';
import { describeWithCorpus } from '../support/corpus.ts';

/** One direction of a tcp.stream as tshark counts it. */
interface OracleSide {
  readonly packets: number;
  readonly payload_bytes?: number;
}

interface OracleEnd {
  readonly addr: string;
  readonly port: number;
}

interface Oracle {
  readonly streams: readonly {
    readonly a: OracleEnd;
    readonly b: OracleEnd;
    readonly ab: OracleSide;
    readonly ba: OracleSide;
  }[];
}

/** Captures where tshark is not followed, with the reason. */
const DIFFERENT = new Map([
  ['17_vxlan_udp_port_and_header_matrix.pcap', 'VXLAN on port 8472, which Linux uses, is read'],
  ['filestore-5408', 'a segment sampled in an sFlow report is not on this wire'],
  ['AH-IPcomp-IPv4.pcap', 'compressed payload (RFC 3173) is not restored'],
]);

const GZIP_MAGIC = 0x1f;

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function contents(path: string): Uint8Array {
  const data = readFileSync(path);
  return new Uint8Array(data[0] === GZIP_MAGIC ? gunzipSync(data) : data);
}

type Totals = Record<string, { packets: number; bytes: number }>;

function add(totals: Totals, from: string, to: string, packets: number, payload: number): void {
  if (packets === 0) return;
  totals[`${from} > ${to}`] ??= { packets: 0, bytes: 0 };
  const total = totals[`${from} > ${to}`] as Totals[string];
  total.packets += packets;
  total.bytes += payload;
}

const endpoint = ({ addr, port }: OracleEnd): string => `${ipaddr.parse(addr).toString()} ${port}`;

function oracleTotals({ streams }: Oracle): Totals {
  const totals: Totals = {};
  for (const { a, b, ab, ba } of streams) {
    add(totals, endpoint(a), endpoint(b), ab.packets, ab.payload_bytes ?? 0);
    add(totals, endpoint(b), endpoint(a), ba.packets, ba.payload_bytes ?? 0);
  }
  return totals;
}

function address({ ipVersion, buffer }: Segment, v4: number, offset: number): string {
  const octets = ipVersion === 4 ? [24, 16, 8, 0].map((shift) => (v4 >>> shift) & 255) : undefined;
  return ipaddr.fromByteArray(octets ?? [...buffer.subarray(offset, offset + 16)]).toString();
}

function decodedTotals(capture: Uint8Array): Totals {
  const totals: Totals = {};
  const decoder = new Decoder();
  const { segment } = decoder;
  const reader = new CaptureReader(
    (frame) => {
      if (decoder.decode(frame) !== Decoded.SEGMENT) return;
      const from = `${address(segment, segment.srcV4, segment.srcOffset)} ${segment.srcPort}`;
      const to = `${address(segment, segment.dstV4, segment.dstOffset)} ${segment.dstPort}`;
      add(totals, from, to, 1, segment.wireLength);
    },
    () => undefined,
  );
  reader.feed(capture);
  reader.end();
  return totals;
}

describeWithCorpus('the public captures', (corpus) => {
  const root = join(corpus, 'captures/public');
  const oracles = files(join(root, 'oracle'));

  test.each(oracles.map((path) => path.slice(join(root, 'oracle').length + 1, -'.json'.length)))(
    '%s has the segments that tshark finds',
    (name) => {
      const oracle = JSON.parse(readFileSync(join(root, 'oracle', `${name}.json`), 'utf8')) as Oracle;
      const same = [...DIFFERENT.keys()].every((part) => !name.includes(part));
      const found = decodedTotals(contents(join(root, name)));
      if (same) expect(found).toEqual(oracleTotals(oracle));
      else expect(found).not.toEqual(oracleTotals(oracle));
    },
  );
});

describeWithCorpus('the hostile captures', (corpus) => {
  const root = join(corpus, 'captures/hostile');
  // Compressed ones are for those who decompress.
  const captures = files(root).filter((path) => /\.(pcap|pcapng)$/.test(path));

  test('each is read, or refused in one line', () => {
    for (const path of captures) {
      const { error, frames, issues } = read(contents(path));
      for (const { message } of error ? [error, ...issues] : issues) expect(message).toMatch(/^.+$/);
      // Each frame in a buffer of its own size: a read beyond its end would throw.
      const decoder = new Decoder();
      for (const frame of frames) decoder.decode(frameOf(frame.buffer, frame));
    }
    expect(captures.length).toBeGreaterThan(0);
  });
});
