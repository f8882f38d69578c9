/** What kind of axis is wanted. */

export const AXES = ['compressed', 'linear', 'ordinal'] as const;
export type AxisMode = (typeof AXES)[number];

/** Nanoseconds, from and to. */
export type Interval = readonly [from: number, to: number];

export interface Lens {
  /** In order and apart. */
  readonly intervals: readonly Interval[];
  /** Pixels per nanosecond. */
  readonly scale: number;
}

export interface AxisOptions {
  readonly mode: AxisMode;
  /** Pixels above the first event. */
  readonly top: number;
  /** Least pixels between two events of one lane. */
  readonly pitch: number;
  /** Nanoseconds that a packet is under way: time in which nothing happens, and which is no silence. */
  readonly flight: number;
  /** Around what matters time takes more room; null for the same scale everywhere. */
  readonly lens: Lens | null;
  /** Silences that the reader wants to see at length. */
  readonly opened?: readonly Interval[];
  /** Multiplies every scale; 1 is the default view. */
  readonly zoom: number;
}
