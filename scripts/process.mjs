/** Paths of the checkout, and running programs in it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Absolute path of something in the checkout, wherever the script was started from. */
export function inRoot(path) {
  return join(root, path);
}

/** Runs a program with the terminal of this one; where it fails, this process ends with its exit code. */
export function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) fail(`${program} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** The npm that started this script, else the one on the path. */
export function npm(args, env) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) run(process.execPath, [cli, ...args], env);
  else run('npm', args, env);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
