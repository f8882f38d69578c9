/**
 * When it happened: findings over the whole time of the captures, and below them every incident as a span. Dragging over it
 * writes two words into the filter, so that a stretch of time can be chosen, seen, changed and typed alike.
 */
import type { Report } from '../../src/report/schema.ts';
import { clip } from '../layout/text.ts';
import { h, type Markup } from '../markup.ts';
import { t, told } from '../words/language.ts';
import { plural } from '../words/numbers.ts';
import { severityName } from '../words/report.ts';
import { type Colours, type Surface, surfaceOf } from './surface.ts';
import { niceTicks, timeWord, withTimes } from './time-words.ts';

/** Pixels: the bars, each incident's line, the times under them. */
const BARS = 72;
const LINE = 18;
const TIMES = 20;
const BIN = 7;

/** Room for the incidents' names beside their lines; a narrow page has none and shows lines only. */
const NAMES = 300;
const NARROW = 640;

/** Incidents that get a line; the list has the others. */
const MOST_LINES = 6;

interface Span {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

interface Mark {
  readonly time: number;
  readonly severity: Severity;
}

interface Line extends Span {
  readonly title: string;
  readonly severity: Severity;
}

type Severity = Report['findings'][number]['severity'];

/** How the overview reads and writes the filter. */
export interface FilterAccess {
  read(): string;
  write(text: string): void;
}

export class Overview {
  readonly #marks: readonly Mark[];
  readonly #report: Report;
  readonly #whole: Span;
  #canvas: HTMLCanvasElement | null = null;
  #drag: Span | null = null;

  constructor(report: Report) {
    this.#report = report;
    this.#marks = report.findings.map(({ time, severity }) => ({ time: Date.parse(time), severity }));
    const times = report.captures.flatMap(({ firstTime, lastTime }) =>
      [firstTime, lastTime].flatMap((time) => (time === null ? [] : Date.parse(time))),
    );
    this.#whole = { from: Math.min(...times), to: Math.max(...times) };
  }

  /** A picture of one moment tells nothing. */
  get worthwhile(): boolean {
    return this.#marks.length > 1 && this.#whole.to > this.#whole.from;
  }

  markup(): Markup[] {
    const lines = this.#lines().length;
    return [
      h('h2', { id: 'cc-overview-title' }, t('When it happened')),
      h('canvas', {
        class: 'overview',
        role: 'img',
        'aria-label': t('{0} over time; the incidents below say when', plural(this.#marks.length, 'finding')),
        'data-height': BARS + lines * LINE + TIMES,
      }),
      h(
        'p',
        { class: 'muted hint' },
        t('Drag over it to see only a stretch of time; click to see all again.'),
      ),
    ];
  }

  attach(canvas: HTMLCanvasElement, filter: FilterAccess): void {
    if (this.#canvas === canvas) return;
    this.#canvas = canvas;
    canvas.style.setProperty('height', `${canvas.dataset.height ?? BARS}px`);
    let start = 0;
    canvas.addEventListener('pointerdown', (event) => {
      start = this.#timeAt(event.offsetX);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const here = this.#timeAt(event.offsetX);
      this.#drag = { from: Math.min(start, here), to: Math.max(start, here) };
      this.draw();
    });
    canvas.addEventListener('pointerup', (event) => {
      const clicked = Math.abs(event.offsetX - this.#x(start)) < 4;
      if (clicked) this.#drag = null;
      filter.write(withTimes(filter.read(), this.#drag === null ? null : this.#words(this.#drag)));
      this.draw();
    });
  }

  /** The stretch is chosen no longer: the filter says something else. */
  forget(): void {
    if (this.#drag === null) return;
    this.#drag = null;
    this.draw();
  }

  draw(): void {
    const surface = this.#canvas === null ? null : surfaceOf(this.#canvas);
    if (surface === null || this.#canvas === null) return;
    surface.context.font = `11px ${getComputedStyle(this.#canvas).fontFamily}`;
    this.#drawBars(surface);
    this.#drawLines(surface);
    this.#drawTimes(surface);
    this.#drawDrag(surface);
  }

  #words({ from, to }: Span): readonly [string, string] {
    const days = new Date(this.#whole.from).getUTCDate() !== new Date(this.#whole.to).getUTCDate();
    return [timeWord(from, days), timeWord(to, days)];
  }

  #lines(): Line[] {
    const severities = new Map(this.#report.findings.map(({ id, severity }) => [id, severity]));
    return this.#report.incidents
      .toSorted((a, b) => b.failedRequests - a.failedRequests)
      .slice(0, MOST_LINES)
      .map(({ title, endpoints, firstTime, lastTime, findings }) => ({
        title: `${told(title)} ${endpoints[0] ?? ''}`,
        from: Date.parse(firstTime),
        to: Date.parse(lastTime),
        severity: SEVERITIES.find((each) => findings.some((id) => severities.get(id) === each)) ?? 'note',
      }));
  }

  /** Where the time axis begins, and how long it is. */
  #room(): { left: number; width: number } {
    const whole = this.#canvas?.clientWidth ?? 1;
    const left = whole < NARROW ? 0 : NAMES;
    return { left, width: Math.max(1, whole - left) };
  }

  #x(time: number): number {
    const { from, to } = this.#whole;
    const { left, width } = this.#room();
    return left + ((time - from) / (to - from)) * width;
  }

  #timeAt(x: number): number {
    const { from, to } = this.#whole;
    const { left, width } = this.#room();
    return from + Math.min(1, Math.max(0, (x - left) / width)) * (to - from);
  }

  /** Failures stand at the bottom of a bar, what was hidden above them, notes on top. */
  #drawBars({ context, colours }: Surface): void {
    const { left, width } = this.#room();
    const bins = Math.max(1, Math.floor(width / BIN));
    const counts = Array.from({ length: bins }, () => ({ error: 0, warning: 0, note: 0 }));
    for (const { time, severity } of this.#marks) {
      const bin = counts[Math.min(bins - 1, Math.floor(((this.#x(time) - left) / width) * bins))];
      if (bin !== undefined) bin[severity] += 1;
    }
    const most = Math.max(...counts.map(({ error, warning, note }) => error + warning + note));
    counts.forEach((count, bin) => {
      let top = BARS;
      for (const severity of SEVERITIES) {
        if (count[severity] === 0) continue;
        const height = Math.max(2, (count[severity] / most) * (BARS - 8));
        context.fillStyle = colours[INK[severity]];
        context.fillRect(left + bin * (width / bins), top - height, width / bins - 1, height);
        top -= height;
      }
    });
    context.fillStyle = colours.faint;
    context.fillRect(left, BARS, width, 1);
    if (left > 0) this.#drawKey(context, colours);
  }

  /** What the colours say, of those that occur. */
  #drawKey(context: CanvasRenderingContext2D, colours: Colours): void {
    const present = SEVERITIES.filter((severity) => this.#marks.some((mark) => mark.severity === severity));
    present.forEach((severity, index) => {
      const y = BARS - 8 - (present.length - 1 - index) * LINE;
      context.fillStyle = colours[INK[severity]];
      context.fillRect(0, y - 8, 9, 9);
      context.fillStyle = colours.muted;
      context.fillText(severityName(severity), 16, y);
    });
  }

  #drawLines({ context, colours }: Surface): void {
    const { left: room } = this.#room();
    this.#lines().forEach(({ title, from, to, severity }, index) => {
      const y = BARS + index * LINE + LINE / 2 + 2;
      const [left, right] = [this.#x(from), this.#x(to)];
      context.fillStyle = colours[INK[severity]];
      context.fillRect(left - 1.5, y - 1.5, right - left + 3, 3);
      for (const x of [left, right]) context.fillRect(x - 1.5, y - 4, 3, 8);
      context.fillStyle = colours.text;
      if (room > 0) context.fillText(clip(title, room - 16, 11), 0, y + 4);
    });
  }

  #drawTimes({ context, colours, width, height }: Surface): void {
    const room = this.#room();
    context.fillStyle = colours.muted;
    for (const { time, text } of niceTicks(this.#whole.from, this.#whole.to, Math.max(2, room.width / 130))) {
      const x = this.#x(time);
      const half = context.measureText(text).width / 2;
      if (x - half < room.left || x + half > width) continue;
      context.fillRect(x, BARS, 1, 5);
      context.fillText(text, x - half, height - 5);
    }
  }

  #drawDrag({ context, colours, height }: Surface): void {
    if (this.#drag === null) return;
    const [left, right] = [this.#x(this.#drag.from), this.#x(this.#drag.to)];
    context.fillStyle = colours.data;
    context.globalAlpha = 0.16;
    context.fillRect(left, 0, right - left, height - TIMES);
    context.globalAlpha = 1;
    for (const x of [left, right]) context.fillRect(x - 0.5, 0, 1, height - TIMES);
  }
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

const INK: Readonly<Record<Severity, keyof Colours>> = {
  error: 'rst',
  warning: 'fin',
  note: 'control',
};
