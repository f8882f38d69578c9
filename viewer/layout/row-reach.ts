/**
 * Where rows can be found by height: they are in the order of the capture, their arrows may overtake each other. Told by events, which
 * keep their order on every axis and at every zoom.
 */

export interface RowReach {
  /** The latest event of a row or any before it; -1 for none. */
  readonly latest: Int32Array;
  /** The earliest event of a row or any after it; -1 for none. */
  readonly earliest: Int32Array;
}

/** `time` of the events, nanoseconds; of simultaneous ones the later in the list comes later. */
export function rowReach(firstEvent: Uint32Array, time: Float64Array): RowReach {
  const rows = firstEvent.length - 1;
  const latest = new Int32Array(rows);
  const earliest = new Int32Array(rows);
  let last = -1;
  let lastTime = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row += 1) {
    for (let event = firstEvent[row] ?? 0; event < (firstEvent[row + 1] ?? 0); event += 1) {
      const at = time[event] ?? 0;
      if (at < lastTime) continue;
      last = event;
      lastTime = at;
    }
    latest[row] = last;
  }
  let first = -1;
  let firstTime = Number.POSITIVE_INFINITY;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let event = (firstEvent[row + 1] ?? 0) - 1; event >= (firstEvent[row] ?? 0); event -= 1) {
      const at = time[event] ?? 0;
      if (at > firstTime) continue;
      first = event;
      firstTime = at;
    }
    earliest[row] = first;
  }
  return { latest, earliest };
}
