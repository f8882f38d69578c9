/** In which zone the page writes its times: UTC, unless the file was made for another. */
import { isZone, Zone } from '../../src/zone.ts';

const UTC = 'UTC';

/** One for all, like the language: a page has one clock. */
let zone: Zone = new Zone(UTC);

/** From now on; UTC where there is no such zone. */
export function setZone(name: string): void {
  zone = new Zone(isZone(name) ? name : UTC);
}

/** What `make` makes with times of that zone; afterwards it is as before. */
export function inZone<Result>(name: string, make: () => Result): Result {
  const before = zone;
  setZone(name);
  try {
    return make();
  } finally {
    zone = before;
  }
}

export function zoneLabel(): string {
  return zone.label;
}

/** A time of a report as the zone's clocks showed it, in the same form; as it is where it is no time. */
export function zoned(rfc3339: string): string {
  return zone.zoned(rfc3339);
}
