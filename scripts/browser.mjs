/** Finds a Chromium for the browser tests, and installs the distribution's where that is possible. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fail } from './process.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const ADVICE = `The browser tests need Chromium, and none was found. Install one:
  Debian      sudo apt-get install chromium
  Fedora      sudo dnf install chromium
  Arch        sudo pacman -S chromium
  Alpine      sudo apk add chromium
  Ubuntu      Chrome from https://www.google.com/chrome (its chromium is a snap)
  macOS       brew install --cask google-chrome
or set CLOSECALL_CHROMIUM to the path of a Chromium or Chrome.`;

/** Absolute path of a browser that starts. */
export function ensureBrowser() {
  const chosen = process.env.CLOSECALL_CHROMIUM;
  if (chosen) return starts(chosen) ? chosen : fail(`CLOSECALL_CHROMIUM: ${chosen} does not start`);
  return find() ?? installed() ?? fail(ADVICE);
}

function find() {
  return NAMES.flatMap(onPath).find(starts);
}

function onPath(name) {
  if (isAbsolute(name)) return [name];
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
}

/** Ubuntu's chromium-browser is a stub that only asks for a snap, so existing is not enough. */
function starts(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function installed() {
  if (process.getuid?.() !== 0 || !isDebian()) return undefined;
  console.error('Installing chromium for the browser tests (apt-get) ...');
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
  return find();
}

/** Its failure needs no word of ours: apt-get says why, and the advice follows. */
function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
