/**
 * Reassembly against a model that is obvious: a map from place to byte, in which the first byte captured stays. The stream
 * is a request whose target is the payload, so that what was put together shows in the report.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connectionsOf, timelineOf } from '../support/diagnosis.ts';
import { HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const HEAD = 'GET /';
const TAIL = String.raw` HTTP/1.1\r\n\r\n`;
const TAIL_LENGTH = 13;

interface Piece {
  readonly from: number;
  readonly to: number;
  /** What the target's bytes are in this copy. */
  readonly letter: 'x' | 'y' | 'z';
}

interface Stream {
  readonly target: number;
  readonly length: number;
  /** In the order of capture. */
  readonly pieces: readonly Piece[];
}

const letter = fc.constantFrom('x' as const, 'y' as const, 'z' as const);

/** Pieces that cover the stream, further ones that overlap anyhow, all of them in any order. */
const stream: fc.Arbitrary<Stream> = fc.integer({ min: 1, max: 200 }).chain((target) => {
  const length = HEAD.length + target + TAIL_LENGTH;
  const cover = fc
    .uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: 12 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), length])
    .map((cuts) => cuts.slice(1).map((to, i) => ({ from: cuts[i] as number, to })));
  const extra = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: 40 }))
      .map(([from, size]) => ({ from, to: Math.min(length, from + size) })),
    { maxLength: 8 },
  );
  return fc
    .tuple(cover, extra)
    .chain(([a, b]) => fc.shuffledSubarray([...a, ...b], { minLength: a.length + b.length }))
    .chain((ranges) => fc.tuple(...ranges.map((range) => letter.map((name) => ({ ...range, letter: name })))))
    .map((pieces) => ({ target, length, pieces }));
});

/** The byte at a place of the stream, written in the notation of scripts. */
function byteAt({ target }: Stream, place: number, name: string): string {
  if (place < HEAD.length) return HEAD[place] as string;
  if (place < HEAD.length + target) return name;
  return TAIL.match(/\\.|./g)?.[place - HEAD.length - target] ?? '';
}

function line(whole: Stream, { from, to, letter: name }: Piece, rest = ''): string {
  const text = Array.from({ length: to - from }, (_, i) => byteAt(whole, from + i, name)).join('');
  return `+0.001 C > S "${text}" seq=${from + 1} ${rest}`;
}

function targetOf({ target }: Stream, pieces: readonly Piece[]): string {
  const bytes = new Map<number, string>();
  for (const { from, to, letter: name } of pieces)
    for (let place = from; place < to; place++) if (!bytes.has(place)) bytes.set(place, name);
  return `/${Array.from({ length: target }, (_, i) => bytes.get(HEAD.length + i) ?? '?').join('')}`;
}

describe('whatever the cuts, overlaps, repetitions and the order of the segments', () => {
  test('the stream is put together, and of differing copies the first one captured counts', () => {
    fc.assert(
      fc.property(stream, (whole) => {
        const script = tcpScript`
          ${HANDSHAKE}
          ${whole.pieces.map((piece) => line(whole, piece)).join('\n')}
          +0.001 S > C ${OK} ack=${whole.length + 1}
        `;
        const [exchange] = timelineOf(script).exchanges;
        expect(exchange?.request).toMatchObject({
          target: targetOf(whole, whole.pieces),
          start: { seq: 1 },
          end: whole.length + 1,
        });
        expect(exchange?.response).toMatchObject({ status: 200, end: 41 });
        expect(connectionsOf(script)).toMatchObject([{ payloadBytes: [whole.length, 40], gaps: [0, 0] }]);
      }),
      { numRuns: 150 },
    );
  });

  test('the pure acknowledgements between them change nothing', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(240), { minLength: 1 }), (whole, acks) => {
        const acknowledged = whole.pieces.flatMap((piece, i) => [
          line(whole, piece),
          `+0 S > C ACK ack=${1 + Math.min(acks[i % acks.length] as number, reach(whole, i))}`,
        ]);
        const { exchanges } = timelineOf(tcpScript`
          ${HANDSHAKE}
          ${acknowledged.join('\n')}
        `);
        expect(exchanges[0]?.request?.target).toBe(targetOf(whole, whole.pieces));
      }),
      { numRuns: 80 },
    );
  });
});

/** How far the receiver has the stream without a hole after the first pieces. */
function reach({ pieces }: Stream, count: number): number {
  let end = 0;
  for (const { from, to } of pieces.slice(0, count + 1).sort((a, b) => a.from - b.from))
    if (from <= end) end = Math.max(end, to);
  return end;
}

/** Nothing, all of it, or its beginning and dots. */
function isTold(told: string | null, target: string): boolean {
  if (told === null || told === target) return true;
  return told.endsWith('...') && target.startsWith(told.slice(0, -3));
}

test('bytes that were received and not captured are missing, each counted once, and none is made up', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.boolean(), { minLength: 1 }), (whole, kept) => {
      const isKept = (_: Piece, i: number) => kept[i % kept.length] as boolean;
      const captured = whole.pieces.filter(isKept);
      const script = tcpScript`
        ${HANDSHAKE}
        ${whole.pieces.map((piece, i) => line(whole, piece, isKept(piece, i) ? '' : '(uncaptured)')).join('\n')}
        +0.001 S > C ${OK} ack=${whole.length + 1}
      `;
      const places = new Set(captured.flatMap(({ from, to }) => range(from, to)));
      const { client, exchanges } = timelineOf(script);
      expect(client).toMatchObject({ payloadBytes: places.size, missingBytes: whole.length - places.size });
      const complete = places.size === whole.length;
      if (complete) expect(exchanges[0]?.request?.target).toBe(targetOf(whole, captured));
      else expect(isTold(exchanges[0]?.request?.target ?? null, targetOf(whole, captured))).toBe(true);
    }),
    { numRuns: 80 },
  );
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
