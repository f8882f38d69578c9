/** When an incident's findings happened, over the whole time of the captures: a strip of small bars. */
import type { Finding, Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { LIGHT } from '../svg/paint.ts';
import { t, told } from '../words/language.ts';

const BINS = 48;
const WIDTH = 192;
const HEIGHT = 26;

export function spread(report: Report, findings: readonly Finding[], title: string): Markup | null {
  const from = Math.min(...report.captures.flatMap(({ firstTime }) => milliseconds(firstTime)));
  const to = Math.max(...report.captures.flatMap(({ lastTime }) => milliseconds(lastTime)));
  if (!(to > from) || findings.length === 0) return null;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const { time } of findings) {
    const share = (Date.parse(time) - from) / (to - from);
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(share * BINS)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return h(
    'svg',
    {
      class: 'spread',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': t('When {0} happened, over the whole capture', told(title)),
    },
    h('line', {
      x1: 0,
      x2: WIDTH,
      y1: HEIGHT - 0.5,
      y2: HEIGHT - 0.5,
      class: 's-faint',
      stroke: LIGHT.faint,
    }),
    counts.map((count, bin) => (count === 0 ? null : bar(bin, count / most))),
  );
}

function bar(bin: number, share: number): Markup {
  const height = Math.max(3, Math.round(share * (HEIGHT - 4)));
  const x = (bin * WIDTH) / BINS;
  return h('rect', {
    x: x + 0.5,
    y: HEIGHT - 1 - height,
    width: WIDTH / BINS - 1,
    height,
    class: 'f-data',
    fill: LIGHT.data,
  });
}

function milliseconds(time: string | null): number[] {
  const value = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(value) ? [] : [value];
}
