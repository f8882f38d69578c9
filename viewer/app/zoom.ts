/** Zooming where the pointer is: Ctrl and the wheel, two fingers on a touchpad (the same event), two fingers on a screen. */

/** How much the zoom changes, and at which height of the screen the time stays where it is. */
export type ZoomBy = (factor: number, clientY: number) => void;

/** Browsers report lines or pixels; a notch of a wheel is about a hundred pixels. */
const PER_PIXEL = 0.0025;
const LINE_PIXELS = 16;

export function listenForZoom(
  target: EventTarget,
  inFigure: (event: Event) => boolean,
  zoom: ZoomBy,
  signal: AbortSignal,
): void {
  target.addEventListener('wheel', (event) => wheel(event as WheelEvent, inFigure, zoom), {
    passive: false,
    signal,
  });
  const pinch = new Pinch(zoom);
  target.addEventListener(
    'pointerdown',
    (event) => {
      if (inFigure(event)) pinch.down(event as PointerEvent);
    },
    { signal },
  );
  target.addEventListener('pointermove', (event) => pinch.move(event as PointerEvent), { signal });
  for (const end of ['pointerup', 'pointercancel'])
    target.addEventListener(end, (event) => pinch.up(event as PointerEvent), { signal });
}

function wheel(event: WheelEvent, inFigure: (event: Event) => boolean, zoom: ZoomBy): void {
  if (!(event.ctrlKey || event.metaKey) || !inFigure(event)) return;
  event.preventDefault();
  const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY;
  zoom(Math.exp(-Math.max(-200, Math.min(200, pixels)) * PER_PIXEL), event.clientY);
}

/** Two touches: their distance is the zoom, their middle the place. */
class Pinch {
  readonly #touches = new Map<number, { readonly x: number; readonly y: number }>();
  readonly #zoom: ZoomBy;

  constructor(zoom: ZoomBy) {
    this.#zoom = zoom;
  }

  down({ pointerType, pointerId, clientX: x, clientY: y }: PointerEvent): void {
    if (pointerType === 'touch') this.#touches.set(pointerId, { x, y });
  }

  move({ pointerId, clientX: x, clientY: y }: PointerEvent): void {
    if (!this.#touches.has(pointerId)) return;
    const before = this.#spread();
    this.#touches.set(pointerId, { x, y });
    const after = this.#spread();
    if (before === null || after === null || before.distance < 1) return;
    this.#zoom(after.distance / before.distance, after.middle);
  }

  up({ pointerId }: PointerEvent): void {
    this.#touches.delete(pointerId);
  }

  #spread(): { distance: number; middle: number } | null {
    const [a, b] = [...this.#touches.values()];
    if (a === undefined || b === undefined) return null;
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), middle: (a.y + b.y) / 2 };
  }
}
