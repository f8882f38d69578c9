/** Installs the packages that package-lock.json names, where they are not there yet. */
import { readFileSync, statSync } from 'node:fs';
import { fail, inRoot, npm } from './process.mjs';

export function ensureInstalled() {
  requireNode();
  const installed = modified('node_modules/.package-lock.json');
  if (installed !== null && installed >= modified('package-lock.json')) return;
  console.error('Installing packages (npm install) ...');
  // Not `npm ci`: it refuses a lock file without the optional packages of every other platform, and what npm writes
  // into a lock file depends on the machine. --no-save leaves the lock file alone. No package here needs its
  // install script, and newer versions of npm refuse to run them.
  npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** npm only warns about a Node that is too old, and what follows would fail in obscure ways. */
function requireNode() {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const [major, minor] = engines.node.replace('>=', '').split('.').map(Number);
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  fail(`closecall needs Node ${engines.node}; ${process.execPath} is ${process.versions.node}`);
}

/** Milliseconds since 1970, null where there is no such file. */
function modified(path) {
  return statSync(inRoot(path), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
