/** Where the packets' names stand: along their arrows, never on each other, and off the other arrows if possible. */
import type { Arrow, Fold } from './arrows.ts';
import { type Box, PlacedBoxes } from './boxes.ts';
import type { Columns } from './columns.ts';
import { between, type LineLabel, type Point } from './geometry.ts';
import type { PacketNames } from './packets.ts';
import { clip, textWidth } from './text.ts';

/** A label ends before this part of the way, so that those of the other direction find room. */
const LABEL_SHARE = 0.66;

/** `boxes` holds what must not be covered, and takes the labels. */
export function withLabels(
  arrows: readonly Arrow[],
  names: PacketNames,
  columns: Columns,
  boxes: PlacedBoxes,
): Arrow[] {
  const lines = new PlacedBoxes();
  const own = arrows.map((arrow) => lineBox(arrow.from, arrow.to));
  for (const line of own) lines.take(line);
  return arrows.map((arrow, index) => {
    const candidates = candidatesFor(arrow, names.label(arrow.packet), columns);
    const isFree = (label: LineLabel) => lines.isFree(boxOf(label, columns.fontSize), own[index]);
    const label =
      candidates.find((each) => isFree(each) && boxes.claim(boxOf(each, columns.fontSize))) ??
      candidates.find((each) => boxes.claim(boxOf(each, columns.fontSize)));
    return label === undefined ? arrow : { ...arrow, label };
  });
}

/** Where in a band its label may stand: shares of the way and of the time. */
const FOLD_PLACES = [0.5, 0.3, 0.7].flatMap((along) =>
  [0.5, 0.25, 0.75].map((down) => [along, down] as const),
);

/** A thick band's label in its middle, or where no packet crosses it. */
export function withFoldLabels(folds: readonly Fold[], arrows: readonly Arrow[], columns: Columns): Fold[] {
  const lines = new PlacedBoxes();
  for (const arrow of arrows) lines.take(lineBox(arrow.from, arrow.to));
  return folds.map((fold) => {
    if (fold.label.angle !== 0 || lines.isFree(boxOf(fold.label, columns.fontSize))) return fold;
    const free = FOLD_PLACES.map((place) => labelInside(fold, place, columns.fontSize)).find((label) =>
      lines.isFree(boxOf(label, columns.fontSize)),
    );
    return free === undefined ? fold : { ...fold, label: free };
  });
}

function labelInside(
  { corners, label }: Fold,
  [along, down]: readonly [number, number],
  fontSize: number,
): LineLabel {
  const [begin, end, last, first] = corners;
  const point = between(between(begin, first, along), between(end, last, along), down);
  const half = textWidth(label.text, fontSize) / 2 + 10;
  const [left, right] = [Math.min(begin.x, first.x) + half, Math.max(begin.x, first.x) - half];
  return { ...label, x: Math.min(Math.max(point.x, left), right), y: point.y + fontSize * 0.35 };
}

/** Near the sender above the line, then a little further on, below it, and further still. */
function candidatesFor(arrow: Arrow, name: string, columns: Columns): LineLabel[] {
  const whole = { x: columns.lanes[arrow.sender === 0 ? 1 : 0], y: arrow.to.y };
  const length = Math.hypot(whole.x - arrow.from.x, whole.y - arrow.from.y);
  const text = clip(name, length * LABEL_SHARE, columns.fontSize);
  if (text === '') return [];
  const room = length - textWidth(text, columns.fontSize) - 18;
  return (
    [
      [18, 5],
      [42, 5],
      [18, -columns.fontSize - 2],
      [length * 0.3, 5],
      [length * 0.3, -columns.fontSize - 2],
    ] as const
  )
    .filter(([along]) => along <= room)
    .map(([along, above]) => alongLine(text, arrow.from, arrow.to, along, above));
}

/** Text that begins `along` pixels from the sender and stands `above` its line, always read from left to right. */
function alongLine(text: string, from: Point, to: Point, along: number, above: number): LineLabel {
  const rightwards = to.x > from.x;
  const slope = Math.atan2(rightwards ? to.y - from.y : from.y - to.y, Math.abs(to.x - from.x));
  const start = between(from, to, along / Math.max(Math.hypot(to.x - from.x, to.y - from.y), 1));
  return {
    text,
    x: start.x + Math.sin(slope) * above,
    y: start.y - Math.cos(slope) * above,
    angle: (slope * 180) / Math.PI,
    anchor: rightwards ? 'start' : 'end',
  };
}

/** What the text covers: from a little above its capitals to a little below its baseline. */
export function boxOf(label: LineLabel, fontSize: number): Box {
  const half = textWidth(label.text, fontSize) / 2;
  const turn = (label.angle * Math.PI) / 180;
  const side = { start: half, end: -half, middle: 0 }[label.anchor];
  const rise = fontSize * 0.32;
  return {
    x: label.x + Math.cos(turn) * side + Math.sin(turn) * rise,
    y: label.y + Math.sin(turn) * side - Math.cos(turn) * rise,
    halfWidth: half,
    halfHeight: fontSize * 0.58,
    angle: label.angle,
  };
}

function lineBox(from: Point, to: Point): Box {
  return {
    ...between(from, to, 0.5),
    halfWidth: Math.hypot(to.x - from.x, to.y - from.y) / 2,
    halfHeight: 1,
    angle: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
  };
}
