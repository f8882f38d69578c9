/** What yargs lets pass though it makes no sense. All of them throw `UsageError`. */
import { UsageError } from './usage-error.ts';

const REPEATABLE = new Set([
  '_',
  'inputs',
  'kinds',
  'kind',
  'host',
  'port',
  'path',
  'log',
  'gateway',
  'upstream',
]);

/** Of two values for one option neither is a safe guess. */
export function onlyOnce(args: Record<string, unknown>): true {
  const twice = Object.keys(args).find((name) => Array.isArray(args[name]) && !REPEATABLE.has(name));
  if (twice !== undefined) throw new UsageError(`${twice.length > 1 ? '--' : '-'}${twice} is given twice`);
  return true;
}

const SWITCHES = new Set(
  'strict quiet q verbose v color json connections all open vlan live help h version'.split(' '),
);

/** yargs takes `--color=always` for no colours, as whatever is not `true`. */
export function checkSwitches(words: readonly string[]): void {
  const end = words.indexOf('--');
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const [, name = '', value = ''] = /^--?([a-z]+)=(.*)$/s.exec(word) ?? [];
    if (SWITCHES.has(name) && !/^(?:true|false)$/.test(value))
      throw new UsageError(`--${name} takes no value`, `--${name} is on, --no-${name} is off`);
  }
}

/** yargs passes over a file without a name. */
export function configNamed({ config }: Record<string, unknown>): true {
  if (config === '') throw new UsageError('--config needs a file');
  return true;
}

/** yargs takes `--no-output` for an output called false. */
export function onlySwitchesOff(args: Record<string, unknown>): true {
  const off = Object.keys(args).find((name) => !SWITCHES.has(name) && [args[name]].flat().includes(false));
  if (off !== undefined) throw new UsageError(`there is no --no-${off}`);
  return true;
}
