/**
 * A long connection at a glance: every row of the drawing as a line of one pixel, what is on the screen as a frame. Dragging
 * scrolls.
 */
import { kindOf, type PacketKind } from '../layout/packets.ts';
import type { Layout } from '../layout.ts';
import { type Colours, type Surface, surfaceOf } from './surface.ts';

/** Shorter drawings than this many screens need no map; a row takes about so many pixels. */
const LEAST_SCREENS = 2;
const ROW = 18;

/** Of the packets that share a pixel the most telling one gives the colour. */
const WEIGHTS: Readonly<Record<PacketKind, number>> = {
  rst: 6,
  fin: 5,
  request: 4,
  response: 3,
  open: 2,
  probe: 1,
  ack: 1,
};

const INK: Readonly<Record<PacketKind, keyof Colours>> = {
  rst: 'rst',
  fin: 'fin',
  request: 'data',
  response: 'data',
  open: 'control',
  probe: 'control',
  ack: 'control',
};

/** Milliseconds without another plan until its picture is made: while somebody zooms, the one before does, which hardly differs. */
const PAUSE = 150;

/** Of a plan, at a size: drawn once, copied at every scroll. */
interface Picture {
  readonly plan: Layout;
  readonly image: ImageData;
  /** CSS pixels: asking the canvas for them would lay out the page. */
  readonly width: number;
  readonly height: number;
}

/** Told by the rows, because the map takes some of the width for which they are laid out. */
export function wantsMap(rows: number, zoom: number): boolean {
  return rows * ROW * zoom > LEAST_SCREENS * globalThis.innerHeight;
}

export class Minimap {
  #canvas: HTMLCanvasElement | null = null;
  #plan: Layout | null = null;
  #top = 0;
  #picture: Picture | null = null;
  #awaited = 0;

  /** @param figure - the drawing's element, whose place on the screen the frame shows */
  attach(canvas: HTMLCanvasElement, figure: () => Element | null): void {
    if (this.#canvas === canvas) return;
    this.#canvas = canvas;
    this.#picture = null;
    const scroll = (event: PointerEvent) => {
      const box = figure()?.getBoundingClientRect();
      if (box === undefined || this.#plan === null || !canvas.hasPointerCapture(event.pointerId)) return;
      const pixel = (event.offsetY / canvas.clientHeight) * this.#plan.height;
      globalThis.scrollBy({ top: box.top + pixel - globalThis.innerHeight / 2, behavior: 'instant' });
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      scroll(event);
    });
    canvas.addEventListener('pointermove', scroll);
  }

  /** @param top - of the drawing, in pixels from the top of the screen */
  draw(plan: Layout, top: number): void {
    this.#plan = plan;
    this.#top = top;
    this.#copy();
    if (this.#picture?.plan === plan) return;
    clearTimeout(this.#awaited);
    this.#awaited = setTimeout(() => this.#redraw(), PAUSE);
  }

  /** The colours have changed. */
  forget(): void {
    this.#picture = null;
  }

  #redraw(): void {
    if (this.#canvas === null || this.#plan === null) return;
    this.#picture = pictureOf(this.#plan, this.#canvas);
    this.#copy();
  }

  /** The picture, and on it what is on the screen. */
  #copy(): void {
    const context = this.#canvas?.getContext('2d') ?? null;
    if (context === null || this.#plan === null || this.#picture === null) return;
    const { image, width, height } = this.#picture;
    context.putImageData(image, 0, 0);
    const scale = height / this.#plan.height;
    const frame = Math.max(6, globalThis.innerHeight * scale);
    context.strokeRect(0.75, Math.max(0.75, -this.#top * scale), width - 1.5, frame);
  }
}

function pictureOf(plan: Layout, canvas: HTMLCanvasElement): Picture | null {
  const surface = surfaceOf(canvas, true);
  if (surface === null) return null;
  const { context, colours, width, height } = surface;
  drawRows(plan, surface);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  context.strokeStyle = colours.text;
  context.lineWidth = 1.5;
  return { plan, image, width, height };
}

/** Packets of the gateway in the left half, of the upstream in the right one. */
function drawRows(plan: Layout, { context, colours, width, height }: Surface): void {
  const best = [new Uint8Array(height), new Uint8Array(height)] as const;
  const { rows, firstEvent, axis, timeline } = plan;
  const scale = height / plan.height;
  context.fillStyle = colours.band;
  context.fillRect(width / 2 - 0.5, 0, 1, height);
  rows.forEach((row, index) => {
    if (row.kind === 'hole') return;
    const pixel = axis.pixelOf(firstEvent[index] ?? 0) ?? 0;
    const line = Math.min(height - 1, Math.max(0, Math.floor(pixel * scale)));
    const side = timeline.packets.sender[row.packet] === 0 ? 0 : 1;
    const kind = kindOf(timeline, row.packet);
    if (WEIGHTS[kind] <= (best[side][line] ?? 0)) return;
    best[side][line] = WEIGHTS[kind];
    context.fillStyle = colours[INK[kind]];
    context.fillRect(side === 0 ? 3 : width / 2 + 2, line, width / 2 - 5, kind === 'ack' ? 1 : 1.5);
  });
  for (const { y } of plan.moments) {
    context.fillStyle = colours.text;
    context.fillRect(0, Math.floor(y * scale) - 1, width, 2);
  }
}
