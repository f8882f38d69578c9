/** The parts of the packet path one by one, in this process: nanoseconds a packet. */
import { Analyzer } from '../../src/analyzer.ts';
import { CaptureReader } from '../../src/capture/reader.ts';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import { FlowTable } from '../../src/flow/table.ts';
import { median } from './measure.ts';

const CHUNK = 1 << 20;
const ROUNDS = 7;

/** Each part does what the one before it does, and more. */
const PARTS: readonly (readonly [name: string, run: (bytes: Uint8Array) => number])[] = [
  ['read records', (bytes) => read(bytes, () => {})],
  ['decode', (bytes) => decode(bytes, () => {})],
  ['find the connection', findConnections],
  ['analyse', analyse],
];

export interface PartCost {
  readonly name: string;
  /** Nanoseconds a packet, with everything before it. */
  readonly nanoseconds: number;
}

/** Costs of the parts on a whole pcap in memory. */
export function microBenchmarks(bytes: Uint8Array): readonly PartCost[] {
  return PARTS.map(([name, run]) => {
    const costs = Array.from({ length: ROUNDS }, () => {
      const start = process.cpuUsage();
      const packets = run(bytes);
      const { user, system } = process.cpuUsage(start);
      return ((user + system) * 1000) / packets;
    });
    return { name, nanoseconds: median(costs) };
  });
}

type FrameSink = ConstructorParameters<typeof CaptureReader>[0];

function read(bytes: Uint8Array, sink: FrameSink): number {
  let packets = 0;
  const reader = new CaptureReader(
    (frame) => {
      packets++;
      sink(frame);
    },
    () => {},
  );
  feed(bytes, (chunk) => reader.feed(chunk));
  return packets;
}

function decode(bytes: Uint8Array, sink: (decoder: Decoder) => void): number {
  const decoder = new Decoder();
  return read(bytes, (frame) => {
    if (decoder.decode(frame) === Decoded.SEGMENT) sink(decoder);
  });
}

function findConnections(bytes: Uint8Array): number {
  const flows = new FlowTable();
  return decode(bytes, ({ segment }) => flows.find(segment));
}

function analyse(bytes: Uint8Array): number {
  const analyzer = new Analyzer({ maxTimelines: 0 });
  analyzer.beginFile('capture');
  feed(bytes, (chunk) => analyzer.feed(chunk));
  analyzer.endFile();
  return analyzer.finish().tally.packets;
}

function feed(bytes: Uint8Array, take: (chunk: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += CHUNK) take(bytes.subarray(at, at + CHUNK));
}
