/** Binary search in sorted numbers. */

/** Index of the last value that is at most `wanted`; -1 where all are greater. `count` values, read by `at`. */
export function lastAtMost(count: number, at: (index: number) => number, wanted: number): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
