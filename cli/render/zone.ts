/** Zones as users name them. */
import { Zone as AnyZone, isZone } from '../../src/zone.ts';
import { UsageError } from '../usage-error.ts';

export class Zone extends AnyZone {
  /** `UTC`, an offset such as `+08:00`, or an IANA name such as `Europe/Berlin`. Throws `UsageError`. */
  constructor(name: string) {
    if (!isZone(name))
      throw new UsageError(
        `--tz ${name} is no time zone`,
        'use UTC, an offset such as +08:00, or a name such as Europe/Berlin',
      );
    super(name);
  }
}
