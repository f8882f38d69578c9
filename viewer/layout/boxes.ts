/** Boxes at any angle, and a place where none may lie on another. */

export interface Box {
  /** Centre, half width, half height: pixels. */
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Degrees, clockwise. */
  readonly angle: number;
}

/** Do the boxes overlap? Separating axes: two boxes are apart exactly if they are apart along one of four sides. */
export function overlap(a: Box, b: Box): boolean {
  for (const angle of [a.angle, a.angle + 90, b.angle, b.angle + 90]) {
    const turn = (angle * Math.PI) / 180;
    const along: readonly [number, number] = [Math.cos(turn), Math.sin(turn)];
    const distance = Math.abs((b.x - a.x) * along[0] + (b.y - a.y) * along[1]);
    if (distance >= reach(a, angle) + reach(b, angle)) return false;
  }
  return true;
}

/** Half of what the box covers along a direction. */
function reach(box: Box, direction: number): number {
  const turn = ((direction - box.angle) * Math.PI) / 180;
  return Math.abs(box.halfWidth * Math.cos(turn)) + Math.abs(box.halfHeight * Math.sin(turn));
}

const CELL = 64;

/** Boxes already placed, in horizontal strips, so that a placement looks at its neighbours only. */
export class PlacedBoxes {
  readonly #strips = new Map<number, Box[]>();

  /** Takes the place if it is free. */
  claim(box: Box): boolean {
    if (!this.isFree(box)) return false;
    this.take(box);
    return true;
  }

  /** Does nothing lie there, but for one box that does not count? */
  isFree(box: Box, but?: Box): boolean {
    return stripsOf(box).every(
      (strip) => !this.#strips.get(strip)?.some((placed) => placed !== but && overlap(placed, box)),
    );
  }

  /** Takes the place whatever lies there. */
  take(box: Box): void {
    for (const strip of stripsOf(box)) {
      const placed = this.#strips.get(strip);
      if (placed === undefined) this.#strips.set(strip, [box]);
      else placed.push(box);
    }
  }
}

function stripsOf(box: Box): number[] {
  const height = reach(box, 90);
  const first = Math.floor((box.y - height) / CELL);
  const last = Math.floor((box.y + height) / CELL);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
