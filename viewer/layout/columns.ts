/** Where the columns of the drawing lie, in pixels, for a given width. */

export interface Columns {
  readonly narrow: boolean;
  readonly width: number;
  /** x of the client's and of the server's lane. */
  readonly lanes: readonly [number, number];
  /** Right edge of the times on the left, left edge of the times on the right. */
  readonly times: readonly [number, number];
  /** Right edge of the notes on the left, left edge of the notes on the right, and how wide each may be. */
  readonly notes: readonly [number, number];
  readonly noteWidths: readonly [number, number];
  /** Least distance between two events of one lane. */
  readonly pitch: number;
  readonly fontSize: number;
}

/** Below this there is no room for notes beside the lanes. */
export const NARROW = 720;

/** The least width in which anything can be drawn. */
const LEAST = 280;

const TIME_COLUMN = 84;
const BESIDE_LANE = 16;

export function columnsFor(requested: number): Columns {
  const width = Math.max(LEAST, Math.round(requested));
  return width < NARROW ? narrowColumns(width) : wideColumns(width);
}

/** Times on both sides as in the terminal's ladder; notes of the client left, of the server right. */
function wideColumns(width: number): Columns {
  const left = between(width * 0.15, 112, 190);
  const right = between(width * 0.24, 170, 280);
  const lanes = [TIME_COLUMN + BESIDE_LANE + left, width - right - TIME_COLUMN - 2 * BESIDE_LANE] as const;
  return {
    narrow: false,
    width,
    lanes,
    times: [TIME_COLUMN, lanes[1] + BESIDE_LANE],
    notes: [lanes[0] - BESIDE_LANE - 8, width - right],
    noteWidths: [left - 12, right - 4],
    pitch: 18,
    fontSize: 12,
  };
}

/** Times left only; notes become a list under the drawing. */
function narrowColumns(width: number): Columns {
  const lanes = [66, width - 34] as const;
  return {
    narrow: true,
    width,
    lanes,
    times: [52, width],
    notes: [0, 0],
    noteWidths: [width - 34, width - 34],
    pitch: 20,
    fontSize: 11,
  };
}

function between(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most));
}
