/** The race window: a triangle whose base on the client's lane is one round trip wide. */

import { t } from '../words/language.ts';
import type { TimeAxis } from './axis.ts';
import type { PlacedBoxes } from './boxes.ts';
import type { Break } from './breaks.ts';
import type { Columns } from './columns.ts';
import type { LineLabel, Point } from './geometry.ts';
import { boxOf } from './labels.ts';
import type { Story } from './story/scene.ts';
import { textWidth } from './text.ts';

export interface RaceWindow {
  /** Last moment to leave and still arrive in time; the close at the server; the close's arrival at the client. */
  readonly corners: readonly [Point, Point, Point];
}

export function windowOf(story: Story, axis: TimeAxis, columns: Columns): RaceWindow | null {
  if (story.window === null) return null;
  const { from, close, to } = story.window;
  const near = columns.lanes[0];
  const first = { x: near, y: axis.toPixel(from) };
  const apex = { x: columns.lanes[1], y: axis.toPixel(close) };
  const last = { x: near, y: axis.toPixel(to) };
  return { corners: [first, apex, last] };
}

/** A label along the upper edge, where it fits beside the packets' labels. */
export function edgeLabel(window: RaceWindow, columns: Columns, boxes: PlacedBoxes): LineLabel | null {
  const [from, to] = window.corners;
  const text = t('the last request in time would leave here');
  const fontSize = columns.fontSize - 1;
  const slope = Math.atan2(to.y - from.y, to.x - from.x);
  if (textWidth(text, fontSize) > Math.hypot(to.x - from.x, to.y - from.y) * 0.8) return null;
  for (const share of [0.5, 0.62, 0.4]) {
    const label: LineLabel = {
      text,
      x: from.x + (to.x - from.x) * share + Math.sin(slope) * 5,
      y: from.y + (to.y - from.y) * share - Math.cos(slope) * 5,
      angle: (slope * 180) / Math.PI,
      anchor: 'middle',
    };
    if (boxes.claim(boxOf(label, fontSize))) return label;
  }
  return null;
}

/** Texts of breaks stand in the middle between the lanes; labels of packets keep off them. */
export function reserve(boxes: PlacedBoxes, breaks: readonly Break[], columns: Columns): void {
  for (const { text, top, bottom } of breaks) {
    boxes.take({
      x: (columns.lanes[0] + columns.lanes[1]) / 2,
      y: (top + bottom) / 2,
      halfWidth: textWidth(text, columns.fontSize) / 2 + 8,
      halfHeight: columns.fontSize,
      angle: 0,
    });
  }
}
