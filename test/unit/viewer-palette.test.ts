import { describe, expect, test } from '@jest/globals';
import { DARK, LIGHT, type Palette, type Role } from '../../viewer/svg/paint.ts';

/** Linear RGB, 0 to 1 (IEC 61966-2-1). */
function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * (vector[at] ?? 0), 0));
}

/** Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB. */
const SEEN_AS = {
  'everybody else': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

/** CIE 1976 L*a*b* under D65. */
function lab(rgb: readonly number[]): number[] {
  const clipped = rgb.map((value) => Math.min(1, Math.max(0, value)));
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    clipped,
  );
  const [x = 0, y = 0, z = 0] = [0.9505, 1, 1.089].map((white, at) => {
    const share = (xyz[at] ?? 0) / white;
    return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [a, b]
    .map((hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0] ?? 0)
    .sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

const KINDS: readonly Role[] = ['data', 'fin', 'rst', 'control'];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('the %s palette', (_, palette: Palette) => {
  test.each(Object.entries(SEEN_AS))(
    'keeps the kinds of packets apart under %s (ΔE76 of 20)',
    (_name, seen) => {
      const colours = KINDS.map((role) => lab(times(seen, linear(palette[role]))));
      for (const [at, colour] of colours.entries()) {
        for (const other of colours.slice(at + 1)) {
          const distance = Math.hypot(...colour.map((value, axis) => value - (other[axis] ?? 0)));
          expect(distance).toBeGreaterThanOrEqual(20);
        }
      }
    },
  );

  test('has contrast enough for text (WCAG 2.2, 1.4.3) and for lines (1.4.11)', () => {
    for (const role of [...KINDS, 'text', 'muted'] as const)
      expect(contrast(palette[role], palette.paper)).toBeGreaterThanOrEqual(4.5);
  });
});
