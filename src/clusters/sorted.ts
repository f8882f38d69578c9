/** Looking things up in sorted numbers: with thousands of findings every scan of all others is one too many. */
import { groupBy } from '../group-by.ts';

/** The first index from `low` up to `high` for which `reached` holds, and then for all after it; `high` if there is none. */
export function firstIndex(low: number, high: number, reached: (index: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first item whose key is at least `value`. `items` are sorted by `key`. */
export function firstAtLeast<T>(items: readonly T[], value: number, key: (item: T) => number): number {
  return firstIndex(0, items.length, (at) => key(items[at] as T) >= value);
}

/** The items whose keys lie from `from` to `to`, both included. `items` are sorted by `key`. */
export function between<T>(
  items: readonly T[],
  from: number,
  to: number,
  key: (item: T) => number,
): readonly T[] {
  const start = firstAtLeast(items, from, key);
  return items.slice(
    start,
    firstIndex(start, items.length, (at) => key(items[at] as T) > to),
  );
}

/** At most `most` of the items, evenly spread over all of them. */
export function sampleOf<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(items.length / most);
  if (step <= 1) return items;
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) => items[at * step] as T);
}

/** Groups by a key, each group sorted by a number. */
export function groupSorted<T, K>(
  items: Iterable<T>,
  group: (item: T) => K,
  order: (item: T) => number,
): Map<K, T[]> {
  const groups = groupBy(items, group);
  for (const members of groups.values()) members.sort((a, b) => order(a) - order(b));
  return groups;
}
