/** The key to the drawing: only what occurs in it. */

import { inFlightOf } from '../layout/bands.ts';
import type { PacketKind } from '../layout/packets.ts';
import { textWidth } from '../layout/text.ts';
import type { Layout } from '../layout.ts';
import { type Child, h, type Markup } from '../markup.ts';
import { type Phrase, t } from '../words/language.ts';
import { type Painter, px, type Role } from './paint.ts';

interface Entry {
  readonly text: Phrase;
  /** Draws the sample in a box of 26 by 12 pixels. */
  readonly sample: (paint: Painter) => Child[];
}

const SAMPLE = 26;
const FONT = 10.5;
const ROW = 17;

export function legend(layout: Layout, paint: Painter, top: number): { markup: Markup; height: number } {
  let x = 0;
  let y = top + 12;
  const items = entries(layout).map(({ text, sample }) => {
    const width = SAMPLE + 6 + textWidth(t(text), FONT) + 16;
    if (x > 0 && x + width > layout.columns.width) {
      x = 0;
      y += ROW;
    }
    const item = h(
      'g',
      { transform: `translate(${px(x)} ${px(y)})` },
      sample(paint),
      h('text', { x: SAMPLE + 6, y: 4 }, t(text)),
    );
    x += width;
    return item;
  });
  return { markup: h('g', { 'font-size': FONT, ...paint.fill('muted') }, items), height: y + ROW - top };
}

function entries(layout: Layout): Entry[] {
  const { kinds, clocks, window, bands, waiting, axis, extent } = layout;
  const has = (...wanted: PacketKind[]) => wanted.some((kind) => kinds.has(kind));
  const list: (Entry | false)[] = [
    { text: 'captured', sample: (paint) => [h('circle', { cx: 18, r: 3.6, ...paint.fill('text') })] },
    clocks.distance.some((distance) => distance > 0) && {
      text: clocks.scale === 'measured' ? 'estimated from the round trip' : 'not measured',
      sample: (paint) => [h('circle', { cx: 18, r: 3.6, ...paint.both('paper', 'text', 1.3) })],
    },
    clocks.scale === 'measured' &&
      clocks.spread.some((spread) => spread > 0) && {
        text: 'range of the estimate',
        sample: (paint) => [h('path', { d: 'M16 -6h4m-2 0V6m-2 0h4', ...paint.stroke('text', 1) })],
      },
    has('request', 'response') && line('data', 'data', 1.9),
    has('fin') && line('FIN', 'fin', 1.9, '9 4'),
    has('rst') && line('RST', 'rst', 1.9, '2 3'),
    has('open', 'ack') && line('handshake, ACK', 'control', 1.2),
    waiting.some((each) => inFlightOf(each, axis, extent) !== null) &&
      box('request in flight', (paint) => ({ ...paint.fill('data'), 'fill-opacity': 0.6 })),
    bands.some((band) => band.style === 'closing') && box('closing', (paint) => paint.pattern('closing')),
    bands.some((band) => band.style === 'closed') && box('closed', (paint) => paint.fill('control')),
    window !== null && box('race window, one round trip', (paint) => paint.pattern('window')),
  ];
  return list.filter((entry) => entry !== false);
}

function line(text: Phrase, role: Role, width: number, dash?: string): Entry {
  return { text, sample: (paint) => [h('line', { x1: 0, x2: SAMPLE, ...paint.line(role, width, dash) })] };
}

function box(text: Phrase, paintOf: (paint: Painter) => Markup['attributes']): Entry {
  return { text, sample: (paint) => [h('rect', { x: 8, y: -6, width: 18, height: 12, ...paintOf(paint) })] };
}
