/** Numbers for readers. Never localised: people search for them in captures and logs. */
import { counted, type Noun } from './language.ts';

const SECOND = 1e9;

/** `1,048,576`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `217 B`, `57.3 kB`, `21.9 MB`; powers of ten, as Wireshark counts. */
export function byteCount(bytes: number): string {
  if (bytes < 10_000) return `${grouped(Math.round(bytes))} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A duration in nanoseconds with three or four significant digits: `810 ns`, `29 µs`, `56.12 ms`, `7.002 s`, `2 h 5 min`. */
export function duration(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  if (size < 1e3) return `${Math.round(nanoseconds)} ns`;
  if (size < 1e6) return `${significant(nanoseconds / 1e3)} µs`;
  if (size < SECOND) return `${significant(nanoseconds / 1e6)} ms`;
  if (size < 600 * SECOND) return `${(nanoseconds / SECOND).toFixed(3)} s`;
  return clockDuration(nanoseconds / SECOND);
}

/** A duration that is an estimate itself, nanoseconds, with two significant digits: `920 µs`, `2.7 ms`. */
export function roughly(nanoseconds: number): string {
  const [size, unit] = nanoseconds < 1e6 ? [1e3, 'µs'] : nanoseconds < SECOND ? [1e6, 'ms'] : [SECOND, 's'];
  return `${Number((nanoseconds / size).toPrecision(2))} ${unit}`;
}

/** A duration in seconds, as reports hold it. */
export function seconds(value: number): string {
  return duration(value * SECOND);
}

function significant(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : 1;
  return value.toFixed(digits).replace(/\.0+$/, '');
}

function clockDuration(value: number): string {
  const minutes = Math.floor(value / 60);
  if (minutes < 120) return `${minutes} min ${Math.round(value - minutes * 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes - hours * 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Nanoseconds as seconds with `digits` decimals, and a sign: `+2.202065`. */
export function offset(nanoseconds: number, digits = 6): string {
  const text = (nanoseconds / SECOND).toFixed(digits);
  return nanoseconds < 0 ? text : `+${text}`;
}

/** `1 request`, `2 requests`, in the reader's language. */
export function plural(count: number, one: Noun, many = `${one}s`): string {
  return counted(grouped(count), count === 1, one, many);
}

/** A share for a sentence or a table: `0.008 %`, `12 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value >= 10) return `${Math.round(value)} %`;
  return `${Number(value.toPrecision(1))} %`;
}
