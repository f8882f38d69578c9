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
const NARROW = 720;

/** The least width in which anything can be drawn. */
const LEAST = 280;

/** Room for a time, and between it and its lane. */
const TIME_COLUMN = 74;
const BESIDE_LANE = 20;

/** What is left of the notes' column where nothing stands in it: the lane's heading reaches into it. */
const NO_NOTES = 24;

/** `notes`: whether there will be any left and right of the lanes. */
export function columnsFor(requested: number, notes: readonly [boolean, boolean]): Columns {
  const width = Math.max(LEAST, Math.round(requested));
  return width < NARROW ? narrowColumns(width) : wideColumns(width, notes);
}

/** From the outside inwards, on both sides: notes, times, lane. */
function wideColumns(width: number, notes: readonly [boolean, boolean]): Columns {
  const noteWidths = [
    notes[0] ? clamp(width * 0.16, 116, 200) : NO_NOTES,
    notes[1] ? clamp(width * 0.22, 160, 260) : NO_NOTES,
  ] as const;
  const beside = TIME_COLUMN + BESIDE_LANE + 14;
  const lanes = [noteWidths[0] + beside, width - noteWidths[1] - beside] as const;
  return {
    narrow: false,
    width,
    lanes,
    times: [lanes[0] - BESIDE_LANE, lanes[1] + BESIDE_LANE],
    notes: [noteWidths[0], width - noteWidths[1]],
    noteWidths,
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
    times: [54, width],
    notes: [0, 0],
    noteWidths: [width - 34, width - 34],
    pitch: 20,
    fontSize: 11,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most));
}
