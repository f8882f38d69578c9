/** Points of the drawing, in pixels. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The point at a share of the way. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
