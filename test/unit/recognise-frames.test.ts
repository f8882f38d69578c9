import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Frame, type FrameFormat, FrameReader, looksFramed } from '../../src/app/frames.ts';
import { bytesFrom } from '../support/talk.ts';

/** `F`, a digit for the size of the body, the body; `K` instead of `F` asks for the body, `k` for its first two bytes. */
const format: FrameFormat = {
  headerSize: () => 2,
  bodySize: ([kind, digit]) => ('FKk'.includes(String.fromCharCode(kind ?? 0)) ? (digit ?? 0) - 48 : -1),
  keptSize: ([kind], bodySize) => (kind === 70 ? 0 : kind === 75 ? bodySize : 2),
};

function reader() {
  const told: string[] = [];
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  const frames = new FrameReader(format, {
    onHeader: ({ start, header, bodySize }: Frame) =>
      told.push(`${text(header.subarray(0, 1))}${bodySize}@${start}`),
    onFrame: ({ end, body, first }: Frame, origin) =>
      told.push(`"${text(body)}" to ${end} (${first.frame}-${origin.frame})`),
    onLost: (why, seq) => told.push(`${why} at ${seq}`),
  });
  let seq = 1;
  return {
    told,
    frames,
    data: (bytes: string, frame = 1) => {
      frames.data(bytesFrom(bytes), 0, bytes.length, seq, { frame, time: 0, ack: 1 });
      seq += bytes.length;
    },
    gap: (length: number, frame = 1) => {
      frames.gap(length, seq, { frame, time: 0, ack: 1 });
      seq += length;
    },
  };
}

function read(...parts: readonly (string | number)[]): string[] {
  const { told, data, gap } = reader();
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') data(part, index + 1);
    else gap(part, index + 1);
  }
  return told;
}

describe('frames', () => {
  test('are told at their header and at their last byte, with as much of the body as is asked for', () => {
    expect(read('F3abcK2dek4fghiF0')).toEqual([
      'F3@1',
      '"" to 6 (1-1)',
      'K2@6',
      '"de" to 10 (1-1)',
      'k4@10',
      '"fg" to 16 (1-1)',
      'F0@16',
      '"" to 18 (1-1)',
    ]);
  });

  test('keep the packets of their first and last byte', () => {
    expect(read('K', '3a', 'bc')).toEqual(['K3@1', '"abc" to 6 (1-3)']);
  });

  test('a hole inside a body is passed by, and ends what is kept of it', () => {
    expect(read('K5a', 2, 'deF0')).toEqual(['K5@1', '"a" to 8 (1-3)', 'F0@8', '"" to 10 (3-3)']);
  });

  test('a hole beyond a body ends the frame and loses the place', () => {
    expect(read('K5a', 9)).toEqual(['K5@1', '"a" to 8 (1-2)', 'hole at 4']);
  });

  test('a hole between frames or in a header loses the place', () => {
    expect(read('F0', 2)).toEqual(['F0@1', '"" to 3 (1-1)', 'hole at 3']);
    expect(read('F', 2)).toEqual(['hole at 2']);
  });

  test('bytes that are no frame lose the place, and a chunk that begins with frames finds it', () => {
    expect(read('F1axxF1b', 'yF1c', 'F1dK0')).toEqual([
      'F1@1',
      '"" to 4 (1-1)',
      'not-a-frame at 4',
      'F1@13',
      '"" to 16 (3-3)',
      'K0@16',
      '"" to 18 (3-3)',
    ]);
  });

  test('what is missing of the last one is known', () => {
    const { frames, data } = reader();
    data('F9abc');
    expect(frames.unfinished?.bodySize).toBe(9);
    expect(frames.bytesMissing).toBe(6);
    data('defghi');
    expect(frames.unfinished).toBeNull();
  });
});

test('the cut into chunks never matters', () => {
  const stream = 'F3abcK2dek4fghiF0K9123456789k1aF1b';
  const frames = (told: string[]) => told.map((line) => line.replace(/ \(.*/, ''));
  const whole = frames(read(stream));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 40 }), (sizes) => {
      const parts: string[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        parts.push(stream.slice(at, at + (sizes[i] as number)));
        at += sizes[i] as number;
      }
      expect(frames(read(...parts))).toEqual(whole);
    }),
  );
});

test.each([
  ['F1aF0', 'exactly'],
  ['F1aF', 'maybe'],
  ['F9a', 'maybe'],
  ['F', 'no'],
  ['F1aX1b', 'no'],
  ['X', 'no'],
])('%s reads as frames: %s', (bytes, expected) => {
  expect(looksFramed(format, bytesFrom(bytes), 0, bytes.length)).toBe(expected);
});
