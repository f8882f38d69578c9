/**
 * Colours by role. Contrast on the background is at least 4.5 for text and lines, and the four kinds of packets stay
 * apart under protanopia, deuteranopia and tritanopia; patterns, heads and words carry every meaning as well.
 */

import type { PacketKind } from '../layout/packets.ts';
import type { Attributes } from '../markup.ts';

export type Role = 'data' | 'fin' | 'rst' | 'control' | 'text' | 'muted' | 'faint' | 'paper' | 'band';

export type Palette = Readonly<Record<Role, string>>;

export const LIGHT: Palette = {
  data: '#0b5cad',
  fin: '#b35900',
  rst: '#7a0026',
  control: '#6c7278',
  text: '#15191e',
  muted: '#586370',
  faint: '#d5dae0',
  paper: '#ffffff',
  band: '#e6eaee',
};

export const DARK: Palette = {
  data: '#5cb8ff',
  fin: '#ffb020',
  rst: '#ff3b6b',
  control: '#c2c7cb',
  text: '#e9edf1',
  muted: '#a3adb8',
  faint: '#333b44',
  paper: '#12161b',
  band: '#2a323b',
};

/** A system font on every machine that opens the file; nothing is fetched. */
export const SANS =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'DejaVu Sans', sans-serif";
export const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/**
 * Fill and stroke as presentation attributes, which no host strips, and as classes, by which a page with another
 * theme repaints them. Without a palette there are only the classes: for a page that has its style sheet for sure.
 */
export class Painter {
  readonly #palette: Palette | null;
  readonly prefix: string;

  constructor(palette: Palette | null, prefix: string) {
    this.#palette = palette;
    this.prefix = prefix;
  }

  fill(role: Role): Attributes {
    return { class: `f-${role}`, fill: this.#palette?.[role] };
  }

  stroke(role: Role, width: number, dash?: string): Attributes {
    return { ...this.line(role, width, dash), fill: 'none' };
  }

  /** For what has no inside. */
  line(role: Role, width: number, dash?: string): Attributes {
    return {
      class: `s-${role}`,
      stroke: this.#palette?.[role],
      'stroke-width': width,
      'stroke-dasharray': dash,
    };
  }

  both(fill: Role, stroke: Role, width: number): Attributes {
    return { ...this.stroke(stroke, width), ...this.fill(fill), class: `f-${fill} s-${stroke}` };
  }

  /** Text with a rim of paper, so that lines under it do not make it unreadable. The drawing's joins are round. */
  rimmed(role: Role, rim: number): Attributes {
    return { ...this.both(role, 'paper', rim), 'paint-order': 'stroke' };
  }

  /** An id that is unique in a page with several drawings. */
  id(name: string): string {
    return `${this.prefix}${name}`;
  }

  pattern(name: 'closing' | 'window'): Attributes {
    return { fill: `url(#${this.id(name)})` };
  }
}

const ROLES: Readonly<Record<PacketKind, Role>> = {
  open: 'control',
  request: 'data',
  response: 'data',
  ack: 'control',
  probe: 'control',
  fin: 'fin',
  rst: 'rst',
};

export function roleOf(kind: PacketKind): Role {
  return ROLES[kind];
}

/** Tenths of a pixel are enough. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
