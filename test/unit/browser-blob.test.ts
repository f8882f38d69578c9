/** Files as a page reads them. */
import { describe, expect, test } from '@jest/globals';
import { BlobInput } from '../../src/browser/blob-input.ts';

/** More than the largest slice. */
const SIZE = 5_000_000;

const bytes = Uint8Array.from({ length: SIZE }, (_, place) => place % 251);

async function read(blob: Blob): Promise<{ steps: number[]; content: Buffer }> {
  const steps: number[] = [];
  const chunks: Uint8Array[] = [];
  await new BlobInput('large.bin', blob, null).read((chunk) => chunks.push(chunk.slice()), {
    onBytes: (count) => steps.push(count),
  });
  return { steps, content: Buffer.concat(chunks) };
}

describe('a file that was dropped', () => {
  test('is read whole and in order, in slices', async () => {
    const { content } = await read(new Blob([bytes]));
    expect(content.equals(bytes)).toBe(true);
  });

  test('tells early how far it is, and then in larger steps', async () => {
    const { steps } = await read(new Blob([bytes]));
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(SIZE);
    expect(steps[0]).toBeLessThan(100_000);
    expect(steps.length).toBeLessThan(10);
  });
});
