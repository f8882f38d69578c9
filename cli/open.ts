/** Opens a file with the program that the desktop has for it. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { say } from './say.ts';

const OPENERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

export function openInBrowser(file: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, resolve(file)], { detached: true, stdio: 'ignore' });
  child.on('error', () => say(`cannot open a browser (${program}); the report is ${file}`));
  child.unref();
}
