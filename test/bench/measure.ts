/** What a program costs as a whole process: CPU time of user and system, highest resident memory. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Cost {
  /** User and system time in seconds. */
  readonly cpu: number;
  /** Seconds by the clock. */
  readonly wall: number;
  /** Peak resident set in megabytes (10^6 bytes). */
  readonly memory: number;
}

const TIME = '/usr/bin/time';

/** Runs a command to its end. Throws where it cannot be run or is killed. */
function costOf(command: readonly string[], scratch: string): Cost {
  const told = join(scratch, 'time');
  const run = spawnSync(TIME, ['-f', '%U %S %M %e', '-o', told, ...command], { stdio: 'ignore' });
  if (run.error) throw new Error(`${TIME} (GNU time) is needed: ${run.error.message}`);
  if (run.status === null || run.status > 125)
    throw new Error(`${command.join(' ')} ended with ${run.status}`);
  const [user = 0, system = 0, kilobytes = 0, wall = 0] = (
    readFileSync(told, 'utf8').trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  return { cpu: user + system, wall, memory: (kilobytes * 1024) / 1e6 };
}

/** Costs of several commands, run in turn and round after round, so that a busy neighbour disturbs all alike: medians. */
export function compare(
  commands: readonly (readonly string[])[],
  rounds: number,
  scratch: string,
): readonly Cost[] {
  const costs: Cost[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++)
    commands.forEach((command, at) => {
      costs[at]?.push(costOf(command, scratch));
    });
  return costs.map((of) => ({
    cpu: median(of.map(({ cpu }) => cpu)),
    wall: median(of.map(({ wall }) => wall)),
    memory: median(of.map(({ memory }) => memory)),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
