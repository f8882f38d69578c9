/** Canvases: drawn in the device's own pixels, in the colours that the style sheet gives at the moment. */

const ROLES = ['data', 'fin', 'rst', 'control', 'text', 'muted', 'faint', 'band'] as const;

export type Colours = Readonly<Record<(typeof ROLES)[number], string>>;

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly colours: Colours;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * An empty surface of the size that the canvas has in the page; null where there is none to draw on.
 * @param readBack - its pixels will be copied
 */
export function surfaceOf(canvas: HTMLCanvasElement, readBack = false): Surface | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d', { willReadFrequently: readBack });
  if (context === null || width === 0 || height === 0) return null;
  const density = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  context.scale(density, density);
  return { context, colours: coloursOf(canvas), width, height };
}

/** A canvas knows nothing of `var()` and `light-dark()`: the element is asked what they come to. */
function coloursOf(element: HTMLElement): Colours {
  const before = element.style.color;
  const colours = Object.fromEntries(
    ROLES.map((role) => {
      element.style.setProperty('color', `var(--${role})`);
      return [role, getComputedStyle(element).color];
    }),
  );
  element.style.setProperty('color', before);
  return colours as Record<(typeof ROLES)[number], string>;
}
