/** What kind of axis is wanted. */

export const AXES = ['compressed', 'linear', 'ordinal'] as const;
export type AxisMode = (typeof AXES)[number];

export interface Lens {
  /** Nanoseconds, from and to; in order and apart. */
  readonly intervals: readonly (readonly [number, number])[];
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
  /** Multiplies every scale; 1 is the default view. */
  readonly zoom: number;
}
