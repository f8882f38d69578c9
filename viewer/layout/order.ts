/** The order of times that are almost sorted already: packets of both ends, each end's in its own order. */

/** Moves per entry that insertion may take; what is more disordered is sorted as anything else. */
const PATIENCE = 16;

/** Places of `times` from the earliest on, equal ones as they stand. */
export function inOrder(times: Float64Array): Uint32Array {
  const order = new Uint32Array(times.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  if (!inserted(order, times)) order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return order;
}

/** Insertion sort, linear in what is nearly in order; false where it gave up, with `order` still a permutation. */
function inserted(order: Uint32Array, times: Float64Array): boolean {
  let moves = order.length * PATIENCE;
  for (let end = 1; end < order.length; end += 1) {
    const event = order[end] ?? 0;
    const time = times[event] ?? 0;
    let place = end;
    for (; place > 0 && (times[order[place - 1] ?? 0] ?? 0) > time; place -= 1) {
      order[place] = order[place - 1] ?? 0;
      moves -= 1;
    }
    order[place] = event;
    if (moves < 0) return false;
  }
  return true;
}
