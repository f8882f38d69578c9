/**
 * Our pcapng reader against the npm package pcap-ng-parser, on files that it reads rightly: one section, little-endian, enhanced
 * packet blocks, interface blocks with options (docs/decisions.md says what it gets wrong). It never ends, so it is read by events.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CaptureReader } from '../../src/capture/reader.ts';
import { describeWithCorpus } from '../support/corpus.ts';

const PcapNgParser = createRequire(import.meta.url)('pcap-ng-parser');

interface ParsedPacket {
  readonly data: Buffer;
}

/** Dumpcap writes a name of four bytes (`eth1`) or more options than the package stumbles over. */
const FILES = ['formats_a/proxy_dumpcap.pcapng', 'formats_a/any_dumpcap.pcapng'];

function theirs(path: string, expected: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const packets: Buffer[] = [];
    const parser = createReadStream(path, { highWaterMark: 1 << 20 }).pipe(new PcapNgParser());
    parser.on('error', reject);
    parser.on('data', (packet: ParsedPacket) => {
      packets.push(Buffer.from(packet.data));
      if (packets.length === expected) setImmediate(() => resolve(packets));
    });
  });
}

function ours(path: string): Buffer[] {
  const packets: Buffer[] = [];
  const reader = new CaptureReader(
    ({ buffer, offset, capturedLength }) =>
      packets.push(Buffer.from(buffer.slice(offset, offset + capturedLength))),
    () => {},
  );
  reader.feed(readFileSync(path));
  reader.end();
  return packets;
}

describeWithCorpus('pcap-ng-parser and closecall read the same packets', (corpus) => {
  test.each(FILES)('%s', async (name) => {
    const path = join(corpus, 'captures/lab', name);
    const mine = ours(path);
    const others = await theirs(path, mine.length);
    expect(others.length).toBe(mine.length);
    expect(others.every((packet, index) => packet.equals(mine[index] as Buffer))).toBe(true);
  });
});
