/** `--config FILE`: settings of a team in one place. What is asked of a capture stays on the command line, which wins. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemCode, systemReason } from '../src/node/problem.ts';
import { withoutMark } from './byte-order-mark.ts';
import { UsageError } from './usage-error.ts';

const TEXTS = ['tz', 'names', 'fail-on', 'redact', 'jobs', 'lang', 'theme'];
const SWITCHES = ['strict', 'quiet', 'verbose', 'color', 'all'];

/**
 * The settings in `file`, a JSON object, as far as a command with these `options` has them: one file serves all
 * commands. Throws `UsageError` for a file that cannot be read, holds something else, or a setting that none has.
 */
export function readConfig(file: string, options: readonly string[]): Record<string, string | boolean> {
  const settings: Record<string, string | boolean> = {};
  for (const [key, value] of Object.entries(objectIn(file))) {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const setting = settingOf(file, name, value);
    if (options.includes(name)) settings[name] = setting;
  }
  return settings;
}

function objectIn(file: string): object {
  try {
    const json: unknown = JSON.parse(withoutMark(readFileSync(file, 'utf8')));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  } catch (error) {
    if (systemCode(error) !== null) throw new UsageError(`--config ${file}: ${systemReason(error)}`);
    throw new UsageError(`--config ${file} is not JSON: ${(error as Error).message}`);
  }
  throw new UsageError(`--config ${file} is no JSON object such as {"tz": "+08:00", "failOn": "error"}`);
}

function settingOf(file: string, name: string, value: unknown): string | boolean {
  const isSwitch = SWITCHES.includes(name);
  if (!isSwitch && !TEXTS.includes(name))
    throw new UsageError(
      `--config ${file}: there is no setting ${name}, but ${[...TEXTS, ...SWITCHES].join(', ')}`,
    );
  if (isSwitch && typeof value === 'boolean') return value;
  if (isSwitch || (typeof value !== 'string' && typeof value !== 'number'))
    throw new UsageError(`--config ${file}: ${name} has to be ${isSwitch ? 'true or false' : 'a text'}`);
  // A file beside the configuration is meant, wherever the program is started.
  return name === 'names' ? resolve(dirname(file), String(value)) : String(value);
}
