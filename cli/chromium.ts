/** The Chromium or Chrome of this machine, for turning a drawing into pixels. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const PLACES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** What to do where there is none. */
export const CHROMIUM_ADVICE =
  'install Chromium or Chrome (Debian: apt-get install chromium, Fedora: dnf install chromium, macOS: brew install --cask google-chrome), or name it in CLOSECALL_CHROMIUM';

/** Path of a browser: CLOSECALL_CHROMIUM, else the first of the usual places; null where there is none. */
export function findChromium(): string | null {
  const chosen = process.env.CLOSECALL_CHROMIUM;
  if (chosen) return isProgram(chosen) ? chosen : null;
  return PLACES.flatMap(onPath).find(isProgram) ?? null;
}

/** As root a browser refuses its sandbox; what it opens is a file that this program has just written. */
export function chromiumFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function onPath(name: string): string[] {
  if (isAbsolute(name) || name.includes('\\')) return [name];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
