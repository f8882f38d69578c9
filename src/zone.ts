/** Times in the reader's zone. Reports hold UTC; text shows one zone and always says which. */

/** A time of day in a zone, with the fraction exactly as the capture had it. */
export interface LocalTime {
  /** 2026-11-20 */
  readonly date: string;
  /** 03:12:04 */
  readonly time: string;
  /** Nine digits. */
  readonly fraction: string;
}

const OFFSET = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

export class Zone {
  readonly label: string;
  readonly #offsetMinutes: number | null;
  readonly #format: Intl.DateTimeFormat | null;

  /** `UTC`, an offset such as `+08:00`, or an IANA name such as `Europe/Berlin`. Throws `RangeError` for anything else. */
  constructor(name: string) {
    const offset = OFFSET.exec(name);
    this.#offsetMinutes = offset === null ? null : minutesOf(offset);
    this.#format = offset === null && name !== 'UTC' ? formatIn(name) : null;
    this.label = name;
  }

  /** Converts an RFC 3339 time in UTC, as reports hold it. */
  local(utc: string): LocalTime {
    const fraction = (/\.(\d{1,9})/.exec(utc)?.[1] ?? '').padEnd(9, '0');
    const shifted = this.#wallClock(`${utc.slice(0, 19)}Z`);
    return { date: shifted.slice(0, 10), time: shifted.slice(11, 19), fraction };
  }

  /** Converts an RFC 3339 time in UTC to one of the same form with this zone's clock. */
  zoned(utc: string): string {
    if (this.label === 'UTC' || Number.isNaN(Date.parse(utc))) return utc;
    const { date, time, fraction } = this.local(utc);
    return `${date}T${time}.${fraction}Z`;
  }

  /** Milliseconds of the zone's wall clock, as if it were UTC: for comparing with times that people type. */
  wallMilliseconds(utc: string): number {
    const { date, time, fraction } = this.local(utc);
    return Date.parse(`${date}T${time}Z`) + Number(`0.${fraction}`) * 1000;
  }

  #wallClock(utc: string): string {
    if (this.#format !== null) return this.#format.format(new Date(utc)).replace(',', '');
    if (this.#offsetMinutes === null) return utc;
    return new Date(Date.parse(utc) + this.#offsetMinutes * 60_000).toISOString();
  }
}

function minutesOf([, sign, hours, minutes]: RegExpExecArray): number {
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Sweden writes 2026-11-20 03:12:04, which needs no taking apart. */
function formatIn(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
}

export function isZone(name: string): boolean {
  try {
    new Zone(name);
    return true;
  } catch {
    return false;
  }
}
