/** What logs and packets know of each other, as `scan` and `show` tell it. */
import type { Finding, ProxyLog } from '../../src/report/schema.ts';
import { count, counted, plain } from './text.ts';

/** One sentence per log: are its failures in the packets? */
export function logText({ path, failures, covered, found, missedLine, cut }: ProxyLog, zone: string): string {
  const name = plain(path, 80);
  if (failures === 0) return `${name}: no line tells a failed upstream request`;
  const some = counted(failures, 'line tells a failure', 'lines tell failures');
  const told = cut ? `${some} (later ones were not looked at)` : some;
  if (covered === 0)
    return `${name}: ${told}, none at a time that was captured (times without a zone: ${zone}, --tz)`;
  const during = covered === failures ? told : `${told}, ${count(covered)} of them while it was captured`;
  if (missedLine === null) return `${name}: ${during}; all of them are findings here`;
  return `${name}: ${during}; ${count(found)} are findings here, not so line ${missedLine}`;
}

/** Where the logs tell one finding; empty where none does. */
export function whereLogged({ logged = [] }: Finding): string {
  return logged.map(({ path, line }) => `${plain(path, 80)} line ${line}`).join(', ');
}
