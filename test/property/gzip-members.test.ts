import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GzipPieces } from '../../src/input/gzip-pieces.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Bytes that deflate cannot shorten: members of more than one piece. */
const noise = (seed: number, length: number) => {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
};

const member = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.nat(), fc.integer({ min: 60_000, max: 200_000 })).map(([seed, length]) => noise(seed, length)),
);

test('a decompressor that stops behind a member is led to the next one, wherever it begins', async () => {
  const members = fc.array(member, { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      members,
      fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1000, max: 300_000 })),
      async (contents, size) => {
        const files = contents.map((content) => gzipSync(content));
        const pieces = new GzipPieces(inChunks(Buffer.concat(files), size));
        for (const [index, file] of files.entries()) {
          // Platforms notice at the first byte too many, and have taken all of its piece.
          const taken: Uint8Array[] = [];
          let length = 0;
          while (length <= file.length) {
            const piece = await pieces.next();
            if (piece === null) break;
            taken.push(piece);
            length += piece.length;
          }
          expect(Buffer.concat(taken).subarray(0, file.length).equals(file)).toBe(true);
          expect(pieces.toMemberAfter(contents[index]?.length ?? 0)).toBe(index < files.length - 1);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('bytes that follow and are no member lead nowhere', async () => {
  const content = Buffer.from('content');
  const pieces = new GzipPieces(inChunks(Buffer.concat([gzipSync(content), Buffer.alloc(512)]), 100));
  while ((await pieces.next()) !== null);
  expect(pieces.toMemberAfter(content.length)).toBe(false);
});
