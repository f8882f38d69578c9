/** Notes in a column: each as near to its own height as the others allow, none over another. */

interface StackItem {
  /** Where its top would like to be, and the room it needs, pixels. */
  readonly top: number;
  readonly height: number;
  /** How much it minds being moved: 1 is ordinary. */
  readonly weight: number;
}

/** A group of touching items that moves as one. */
interface Block {
  top: number;
  height: number;
  /** Weighted sum of the tops that its items wish the block to have, and the weights. */
  wishes: number;
  weight: number;
  count: number;
}

/**
 * Tops for the items, in their order (which must be by `top`): the least total displacement that keeps them apart
 * and below `least`. Items that would collide share their displacement (pool adjacent violators).
 */
export function stack(items: readonly StackItem[], least: number, gap: number): number[] {
  const blocks: Block[] = [];
  for (const { top, height, weight } of items) {
    blocks.push({ top: Math.max(top, least), height: height + gap, wishes: top * weight, weight, count: 1 });
    mergeUpwards(blocks, least);
  }
  return topsOf(items, blocks, gap);
}

function mergeUpwards(blocks: Block[], least: number): void {
  for (;;) {
    const lower = blocks.at(-1);
    const upper = blocks.at(-2);
    if (lower === undefined || upper === undefined || upper.top + upper.height <= lower.top) return;
    blocks.pop();
    upper.wishes += lower.wishes - lower.weight * upper.height;
    upper.weight += lower.weight;
    upper.count += lower.count;
    upper.height += lower.height;
    upper.top = Math.max(least, upper.wishes / upper.weight);
  }
}

function topsOf(items: readonly StackItem[], blocks: readonly Block[], gap: number): number[] {
  const tops: number[] = [];
  for (const block of blocks) {
    let top = block.top;
    for (let left = block.count; left > 0; left -= 1) {
      tops.push(top);
      top += (items[tops.length - 1]?.height ?? 0) + gap;
    }
  }
  return tops;
}
