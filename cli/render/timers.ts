/** `closecall timers`: the time limits that the capture shows, and how often they hit a request. */
import type { Report, Timer } from '../../src/report/schema.ts';
import { block } from './block.ts';
import type { Paint } from './paint.ts';
import { count, counted, plain, wrap } from './text.ts';

interface TimersStyle {
  readonly width: number;
  readonly paint: Paint;
}

const NAMES: Readonly<Record<Timer['timer'], string>> = {
  idle: 'idle limit',
  write: 'write or worker timeout',
  read: 'read timeout',
  connect: 'connect timeout',
  'max-requests': 'requests per connection',
};
const INDENT = 10;
/** More digits would say more than a rate of rare events holds. */
const MOST_DIGITS = 2;

export function timerLines({ timers, summary }: Report, style: TimersStyle): string[] {
  if (timers.length > 0) return timers.flatMap((timer) => [...timerBlock(timer, style), '']);
  const seen = counted(summary.connections, 'connection');
  return wrap(
    `No time limit shows on ${seen}: that takes three idle closes of one age, or several failures after equal waits.`,
    style.width,
  );
}

function timerBlock(timer: Timer, { width, paint }: TimersStyle): string[] {
  const style = { margin: 6, indent: 6 + INDENT, width, paint };
  const limit = timer.seconds === null ? 'unknown' : `${timer.seconds.toFixed(2)} s`;
  const heading = `${plain(timer.endpoint, 60)}  ${timer.side} ${NAMES[timer.timer]} ${limit}, ${timer.confidence}`;
  const lines: readonly (readonly [label: string, text: string])[] = [
    ['seen', seenText(timer)],
    ['product', timer.product === null ? '' : `looks like ${plain(timer.product, 60)}`],
    ['reused', reuseText(timer)],
    ['exposure', exposureText(timer)],
    ...(timer.remedy ?? []).map(({ text }, at) => [at === 0 ? 'do' : 'or', plain(text, 300)] as const),
  ];
  const told = lines.filter(([, text]) => text !== '');
  return [paint.bold(heading), ...told.flatMap(([label, text]) => block(label, text, style))];
}

function seenText({ samples, spreadSeconds, timer }: Timer): string {
  const times = timer === 'idle' ? counted(samples, 'idle close') : counted(samples, 'wait');
  if (spreadSeconds === null) return times;
  const [least, most] = spreadSeconds.map((seconds) => seconds.toFixed(3));
  return least === most ? `${times} at ${least} s` : `${times} at ${least} to ${most} s`;
}

function reuseText({ longestReuseSeconds }: Timer): string {
  if (longestReuseSeconds === undefined) return '';
  return `after up to ${longestReuseSeconds.toFixed(3)} s idle: the gateway keeps them at least that long`;
}

function exposureText({ exposure }: Timer): string {
  if (exposure === null) return '';
  const [mean = '', least = '', most = ''] = [exposure.racesPerDay, ...exposure.interval].map(rate);
  return mean === '0'
    ? `no race in the captured time: at most ${most} per day`
    : `${mean} races per day to be expected at this load (${least} to ${most})`;
}

function rate(perDay: number): string {
  if (perDay === 0) return '0';
  const rounded = Number(perDay.toPrecision(MOST_DIGITS));
  return rounded >= 10 ? count(Math.round(rounded)) : String(rounded);
}
