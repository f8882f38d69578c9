/** Header prediction is a shorter way to the same end: whatever the packets, it changes what the long way changes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CaptureReader } from '../../src/capture/reader.ts';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import type { Segment } from '../../src/decode/segment.ts';
import { FlowTable } from '../../src/flow/table.ts';
import { TcpConnection, trackSegment, trackUnpredicted } from '../../src/tcp/connection.ts';
import { HeldBudget } from '../../src/tcp/held-budget.ts';
import { takePredicted } from '../../src/tcp/prediction.ts';
import { flush } from '../../src/tcp/reassembly.ts';
import type { StreamSink } from '../../src/tcp/stream-sink.ts';
import { chaos } from '../support/chaos.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const SAMPLES = ['go-idle-timeout-below-nginx', 'haproxy-proxy-protocol', 'healthy', 'apache-ajp-tomcat'];

type Track = typeof trackSegment;

/** All that is known of the capture's connections in the end, and all that was told on the way. */
function known(capture: Uint8Array, track: Track): unknown {
  const told: unknown[] = [];
  const sink: StreamSink = {
    data: (_, sender, buffer, offset, length, seq, origin) => {
      told.push([
        sender,
        Buffer.from(buffer.slice(offset, offset + length)).toString('hex'),
        seq,
        { ...origin },
      ]);
    },
    gap: (_, ...gap) => told.push(['gap', ...gap.slice(0, 3)]),
    repeated: (_, ...range) => told.push(['repeated', ...range.slice(0, 3)]),
  };
  const connections = follow(capture, track, sink);
  for (const connection of connections) flush(connection, sink);
  return {
    told,
    connections: connections.map(({ log, ...facts }) => ({ ...facts, packets: [...log.kept()] })),
  };
}

/** One connection for each pair of endpoints, whatever begins anew on it. */
function follow(capture: Uint8Array, track: Track, sink: StreamSink): TcpConnection[] {
  const flows = new FlowTable();
  const decoder = new Decoder();
  const room = new HeldBudget();
  const connections: TcpConnection[] = [];
  let frame = 0;
  const reader = new CaptureReader(
    (raw) => {
      frame++;
      if (decoder.decode(raw) !== Decoded.SEGMENT) return;
      const segment: Segment = decoder.segment;
      segment.frame = frame;
      segment.time = raw.seconds * 1e9 + raw.nanoseconds;
      const slot = flows.find(segment);
      connections[slot] ??= new TcpConnection(slot, slot, 0, room);
      track(connections[slot], flows.direction, segment, sink);
    },
    () => {},
  );
  reader.feed(capture);
  reader.end();
  return connections;
}

type Change = [place: number, what: 'swap' | 'copy'];

const way = fc.constantFrom('C > S', 'S > C');
const said = fc.constantFrom(
  '10 bytes',
  '10 bytes',
  '100 bytes',
  'ACK',
  'ACK',
  '1 bytes',
  'FIN',
  'ACK win=9',
);
const fate = fc.constantFrom(
  '',
  '',
  '',
  '',
  '(lost)',
  '(uncaptured)',
  'cut=60',
  'ipid=7 ts=1,1',
  'ipid=7 ts=1,1',
);
const oddity = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  fc.integer({ min: 1, max: 120 }).map((ack) => `ack=${ack}`),
  fc.integer({ min: 1, max: 120 }).map((seq) => `seq=${seq}`),
);
const packet = fc.tuple(way, said, fate, oddity).map((words) => `+0.001 ${words.join(' ')}`);

const change: fc.Arbitrary<Change> = fc.tuple(fc.nat(39), fc.constantFrom('swap', 'copy'));

/** Two sides that talk, with losses, holes in the capture, repetitions, and packets in the wrong order in the file. */
const conversation = fc
  .tuple(
    fc.constantFrom('', 'C > S SYN', HANDSHAKE),
    fc.array(packet, { minLength: 5, maxLength: 40 }),
    fc.array(change),
  )
  .map(([beginning, packets, changes]) => {
    const { bytes } = tcpScript`
      ${beginning}
      ${packets.join('\n')}
    `;
    return disturbed(bytes, changes);
  });

/** The file with packets in the place of the one behind them, or seen twice. */
function disturbed(capture: Uint8Array, changes: readonly Change[]): Uint8Array {
  const view = new DataView(capture.buffer, capture.byteOffset);
  const records: Uint8Array[] = [];
  for (let at = 24; at < capture.length; at += 16 + view.getUint32(at + 8, true)) {
    records.push(capture.subarray(at, at + 16 + view.getUint32(at + 8, true)));
  }
  for (const [place, what] of changes) {
    const [one, other] = records.slice(place, place + 2);
    if (one === undefined || other === undefined) continue;
    records.splice(place, 2, ...(what === 'swap' ? [other, one] : [one, one, other]));
  }
  return Buffer.concat([capture.subarray(0, 24), ...records]);
}

describe('header prediction', () => {
  test('tells and keeps what the long way tells and keeps, of any conversation', () => {
    fc.assert(
      fc.property(conversation, (capture) => {
        expect(known(capture, trackSegment)).toEqual(known(capture, trackUnpredicted));
      }),
      { numRuns: 500 },
    );
  });

  test('tells and keeps what the long way tells and keeps, on packets that make no sense', () => {
    fc.assert(
      fc.property(chaos, (capture) => {
        expect(known(capture, trackSegment)).toEqual(known(capture, trackUnpredicted));
      }),
      { numRuns: 300 },
    );
  });

  test.each(SAMPLES)('and on the real packets of samples/%s, many of which it takes', (sample) => {
    const capture = readFileSync(join(import.meta.dirname, '../../samples', sample, 'capture.pcap'));
    let taken = 0;
    let all = 0;
    const counting: Track = (connection, sender, segment, sink) => {
      all++;
      if (takePredicted(connection, sender, segment, sink)) taken++;
      else trackUnpredicted(connection, sender, segment, sink);
    };
    expect(known(capture, counting)).toEqual(known(capture, trackUnpredicted));
    expect(taken / all).toBeGreaterThan(0.1);
  });
});
