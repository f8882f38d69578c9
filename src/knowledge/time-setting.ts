/** One configurable duration: its name, its notation, and the line that an administrator writes. */
import type { Product } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';

/** Notations of a duration: 75, 75000, 75s. */
type Unit = 'seconds' | 'milliseconds' | 'duration';

interface TimeSetting {
  /** Name of the setting alone. */
  readonly setting: string;
  readonly unit: Unit;
  /** The line to write; `%` stands for the value. */
  readonly line: string;
  /** The product does not hold to the value strictly: only a fraction of the other side's limit is safe. */
  readonly soft?: true;
}

export type TimeSettings = Readonly<Partial<Record<Product, TimeSetting>>>;

export function timeSetting(setting: string, unit: Unit, line: string): TimeSetting {
  return { setting, unit, line };
}

/** The change that sets it to `seconds` (> 0), a fraction in milliseconds included where the notation has them. */
export function setTo(product: Product, time: TimeSetting, seconds: number): Remedy {
  const value = formatSeconds(seconds, time.unit);
  return { where: product, setting: time.setting, value, text: time.line.replace('%', value) };
}

/** The same where the product may be unknown: then the setting gets a general name, and nginx's as an example. */
export function setToIn(
  settings: TimeSettings,
  product: Product | null,
  seconds: number,
  generalName: string,
): Remedy {
  const known = product === null ? undefined : settings[product];
  if (product !== null && known !== undefined) return setTo(product, known, seconds);
  const example =
    settings.nginx === undefined ? '' : `, e.g. ${setTo('nginx', settings.nginx, seconds).text}`;
  return remedy(
    product ?? 'gateway',
    generalName,
    `${seconds}s`,
    `gateway ${generalName} ${seconds} s${example}`,
  );
}

function formatSeconds(seconds: number, unit: Unit): string {
  switch (unit) {
    case 'seconds':
      return String(seconds);
    case 'milliseconds':
      return String(Math.round(seconds * 1000));
    case 'duration':
      return `${seconds}s`;
  }
}
