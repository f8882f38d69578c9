/** What logs and packets know of each other, as `scan` and `show` tell it. */
import type { LogTies } from '../proxy-log.ts';
import { count, counted, plain } from './text.ts';

/** One sentence per log: are its failures in the packets? */
export function logText(ties: LogTies, zone: string): string {
  const { file, failures, covered, cut, lines, missed } = ties;
  const name = plain(file, 80);
  if (failures === 0) return `${name}: no line tells a failed upstream request`;
  const some = counted(failures, 'line tells a failure', 'lines tell failures');
  const told = cut ? `${some} (later ones were not looked at)` : some;
  if (covered === 0)
    return `${name}: ${told}, none at a time that was captured (times without a zone: ${zone}, --tz)`;
  const during = covered === failures ? told : `${told}, ${count(covered)} of them while it was captured`;
  if (missed === null) return `${name}: ${during}; all of them are findings here`;
  return `${name}: ${during}; ${count(lines.size)} are findings here, not so line ${missed}`;
}

/** Where the logs tell one finding; empty where none does. */
export function whereLogged(logs: readonly LogTies[], finding: string): string {
  return logs
    .flatMap(({ file, lines }) => {
      const line = lines.get(finding);
      return line === undefined ? [] : `${plain(file, 80)} line ${line}`;
    })
    .join(', ');
}
