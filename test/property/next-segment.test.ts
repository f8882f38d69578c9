/** The short way for segments that had to come next does what the long way does: both take the same packets, whatever they are. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FLAG } from '../../src/decode/flags.ts';
import { Segment } from '../../src/decode/segment.ts';
import { PROBE_END, PROBE_TIME } from '../../src/tcp/columns.ts';
import { TcpConnection } from '../../src/tcp/connection.ts';
import { HeldBudget } from '../../src/tcp/held-budget.ts';
import type { StreamSink } from '../../src/tcp/stream-sink.ts';
import { trackSegment } from '../../src/tcp/track-segment.ts';

const { FIN, SYN, RST, PSH, ACK } = FLAG;

/** One packet, told by how it differs from the one that had to come next. */
interface Step {
  readonly sender: 0 | 1;
  readonly length: number;
  readonly flags: number;
  /** Bytes from the number that had to come next; negative for repetitions. */
  readonly shift: number;
  /** Bytes that it acknowledges less than it could, or more. */
  readonly ackShift: number;
  readonly again: boolean;
  readonly milliseconds: number;
  readonly ttl: number;
  readonly cut: boolean;
  readonly stamped: boolean;
}

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, ...others.map((other) => fc.constant(other)));

const step: fc.Arbitrary<Step> = fc.record({
  sender: fc.constantFrom(0 as const, 1 as const),
  length: fc.oneof(fc.constantFrom(0, 0, 1), fc.integer({ min: 1, max: 300 })),
  flags: often(ACK, ACK | PSH, ACK | FIN, RST, RST | ACK, ACK | SYN, 0),
  shift: often(0, -1, -200, 1, 250),
  ackShift: often(0, -100, 40),
  again: often(false, true),
  milliseconds: often(1, 0, 400, 1500, -1),
  ttl: often(64, 61, 128),
  cut: often(false, true),
  stamped: fc.boolean(),
});

const steps = fc.array(step, { minLength: 1, maxLength: 60 });

/** Numbers on the wire begin near the end of their circle. */
const ISN = [0xffff_ff00, 0x7fff_ffc0] as const;

function segmentsOf(taken: readonly Step[], handshake: boolean): [0 | 1, Segment][] {
  const next = [ISN[0], ISN[1]] as [number, number];
  const told: [0 | 1, Segment][] = [];
  let milliseconds = 0;
  const say = (sender: 0 | 1, one: Partial<Step>): void => {
    const { length = 0, flags = ACK, shift = 0, ackShift = 0, again, ttl = 64, cut, stamped } = one;
    milliseconds += one.milliseconds ?? 1;
    const last = told.at(-1);
    const segment = new Segment();
    if (again && last !== undefined) {
      segment.takeNumbersOf(last[1]);
      segment.buffer = last[1].buffer;
      segment.payloadLength = last[1].payloadLength;
    } else {
      segment.seq = (next[sender] + shift) >>> 0;
      segment.ack = ((next[1 - sender] as number) + ackShift) >>> 0;
      segment.flags = flags;
      segment.wireLength = length;
      segment.cut = cut === true && length > 0;
      segment.payloadLength = segment.cut ? length >> 1 : length;
      segment.buffer = new Uint8Array(length).fill(told.length);
      segment.ipId = 1 + (told.length & 3);
      segment.ttl = ttl;
      segment.hasTimestamp = stamped === true;
      segment.tsval = milliseconds;
      if (shift === 0) next[sender] = (next[sender] + length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    }
    segment.frame = told.length + 1;
    segment.time = milliseconds * 1e6;
    told.push([again && last !== undefined ? last[0] : sender, segment]);
  };
  if (handshake) {
    say(0, { flags: SYN });
    say(1, { flags: SYN | ACK });
    say(0, {});
  }
  for (const one of taken) say(one.sender, one);
  return told;
}

/** Everything that the connection knows in the end, and what it handed on in between. */
function follow(segments: readonly [0 | 1, Segment][], short: boolean) {
  const connection = new TcpConnection(0, 0, 0, new HeldBudget());
  const handed: unknown[] = [];
  let taken = 0;
  const sink: StreamSink = {
    data: (_, sender, buffer, offset, length, seq, origin) =>
      handed.push([sender, [...buffer.subarray(offset, offset + length)], seq, { ...origin }]),
    gap: (_, sender, seq, length, origin) => handed.push(['gap', sender, seq, length, { ...origin }]),
    repeated: (_, sender, seq, end, origin) => handed.push(['again', sender, seq, end, { ...origin }]),
  };
  for (const [sender, segment] of segments) {
    if (!short) connection.steady = false;
    if (connection.steady) taken++;
    trackSegment(connection, sender, segment, sink);
  }
  const { endpoints, log, lastFrame, lastTime, lastPayloadTime, duplicates } = connection;
  const known = endpoints.map((endpoint) => {
    const { base, sentUpTo, ackedUpTo, ttlLow, ttlHigh, packets, expected } = endpoint;
    const { uniqueBytes, rttMin, retransmissions, outOfOrder, numbers, at } = endpoint;
    const probe = [numbers[at + PROBE_END], numbers[at + PROBE_TIME]];
    const counts = { packets, uniqueBytes, retransmissions, outOfOrder };
    return { base, sentUpTo, ackedUpTo, ttlLow, ttlHigh, expected, rttMin, probe, ...counts };
  });
  const packets = [...log.kept()];
  return { all: { handed, known, packets, lastFrame, lastTime, lastPayloadTime, duplicates }, taken };
}

describe('the short way', () => {
  test.each([true, false])('does what the long way does (handshake captured: %s)', (handshake) => {
    fc.assert(
      fc.property(steps, (taken) => {
        const segments = segmentsOf(taken, handshake);
        expect(follow(segments, true).all).toEqual(follow(segments, false).all);
      }),
      { numRuns: 400 },
    );
  });

  test('is open to an ordinary conversation from its first request on', () => {
    const talk = Array.from({ length: 20 }, (_, i): Step => {
      const sender = (i % 2) as 0 | 1;
      const rest = {
        shift: 0,
        ackShift: 0,
        again: false,
        milliseconds: 1,
        ttl: 64,
        cut: false,
        stamped: true,
      };
      return { sender, length: i % 4 < 2 ? 100 : 0, flags: ACK, ...rest };
    });
    expect(follow(segmentsOf(talk, true), true).taken).toBe(20);
  });
});
