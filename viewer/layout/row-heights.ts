/** Where rows can be found by height: they are in the order of the capture, their arrows may overtake each other. */
export interface RowHeights {
  /** Lowest pixel of a row or any before it. */
  readonly lowest: Float64Array;
  /** Highest pixel of a row or any after it. */
  readonly highest: Float64Array;
}

export function rowHeights(firstEvent: Uint32Array, eventPixels: Float64Array): RowHeights {
  const rows = firstEvent.length - 1;
  const lowest = new Float64Array(rows);
  const highest = new Float64Array(rows);
  let low = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row += 1) {
    for (let event = firstEvent[row] ?? 0; event < (firstEvent[row + 1] ?? 0); event += 1) {
      low = Math.max(low, eventPixels[event] ?? 0);
    }
    lowest[row] = low;
  }
  let high = Number.POSITIVE_INFINITY;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let event = firstEvent[row] ?? 0; event < (firstEvent[row + 1] ?? 0); event += 1) {
      high = Math.min(high, eventPixels[event] ?? 0);
    }
    highest[row] = high;
  }
  return { lowest, highest };
}
