/** Times as people type them, held against times of reports. */
import type { Zone } from './render/zone.ts';
import { UsageError } from './usage-error.ts';

export const DAY = 86_400_000;

/** 3:12, 03:12:04 or 03:12:04.25. */
const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/;

/** As `scan` writes it where captures are of several days: 11-20 03:12:04. */
const NO_YEAR = /^(?:0\d|1[0-2])-[0-3]\d(?:T|$)/;

const SINCE_1970 = /^\d{9,11}(?:\.\d+)?$/;

export interface TypedTime {
  /** It stands for this time of every day: it has no date. */
  readonly daily: boolean;
  /** Milliseconds from what was typed to a time of a report; of a time of day, within the day of that time. */
  readonly until: (utc: string) => number;
}

/**
 * Reads RFC 3339, `2026-11-20 03:12:04`, `11-20 03:12:04` or `03:12:04.2` on the clock of `zone`, `2026-11-20`, or seconds
 * since 1970.
 * Throws `UsageError`, which names `option`.
 */
export function typedTime(option: string, typed: string, zone: Zone): TypedTime {
  const text = typed.trim().replace(' ', 'T').toUpperCase();
  if (SINCE_1970.test(text)) return { daily: false, until: (utc) => Date.parse(utc) - Number(text) * 1000 };
  const timeOfDay = TIME_OF_DAY.exec(text);
  if (timeOfDay) {
    const wanted = sinceMidnight(timeOfDay);
    return { daily: true, until: (utc) => modulo(zone.wallMilliseconds(utc), DAY) - wanted };
  }
  if (NO_YEAR.test(text)) return inAnyYear(option, typed, text, zone);
  const absolute = /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const wanted = Date.parse(absolute || !text.includes('T') ? text : `${text}Z`);
  if (Number.isNaN(wanted) || !/^\d{4}-\d{2}-\d{2}/.test(text)) throw noTime(option, typed);
  return {
    daily: false,
    until: absolute ? (utc) => Date.parse(utc) - wanted : (utc) => zone.wallMilliseconds(utc) - wanted,
  };
}

/** The year is that of the time that it is held against. */
function inAnyYear(option: string, typed: string, text: string, zone: Zone): TypedTime {
  const wantedIn = (year: string) => Date.parse(`${year}-${text}${text.includes('T') ? 'Z' : ''}`);
  if (Number.isNaN(wantedIn('2024'))) throw noTime(option, typed);
  return {
    daily: false,
    until: (utc) => zone.wallMilliseconds(utc) - wantedIn(zone.local(utc).date.slice(0, 4)),
  };
}

function noTime(option: string, typed: string): UsageError {
  return new UsageError(
    `--${option} ${typed} is no time`,
    'write 03:12:04, 2026-11-20T03:12:04Z or seconds since 1970',
  );
}

function sinceMidnight([, hours, minutes, seconds = '0']: RegExpExecArray): number {
  return (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
}

/** The rest of a division, never negative. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
