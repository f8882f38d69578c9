/** Points of the drawing, in pixels, and words along its lines. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The point at a share of the way. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Text along a line: rotated about its anchor. */
export interface LineLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly anchor: 'start' | 'end' | 'middle';
}
