/**
 * Leaves beside the program's script the code that V8 makes of it, for this Node only: every command is run once on the samples, so
 * that what they need is compiled. The package is published without it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { compile, leave, programOf } from '../dist/cli/prepared.js';
import { inRoot } from './process.mjs';

const captures = inRoot('samples');
const folder = mkdtempSync(join(tmpdir(), 'closecall-build-'));
const to = (name) => ['--output', join(folder, name)];
const script = compile();
const { run } = programOf(script);
try {
  // Code of functions that were called once would be thrown away. The code counts for the program's own flags only.
  setFlagsFromString('--no-flush-bytecode');
  await run(['scan', captures, '--jobs', '1', ...to('scan.txt')]);
  await run(['scan', captures, '--jobs', '1', ...to('scan.json')]);
  await run(['timers', captures, '--jobs', '1', ...to('timers.txt')]);
  await run(['show', captures, '--jobs', '1', '--quiet', ...to('show.svg')]);
  await run(['report', captures, '--jobs', '1', '--quiet', ...to('report.html')]);
  setFlagsFromString('--flush-bytecode');
} finally {
  rmSync(folder, { recursive: true });
}
leave(script.createCachedData());
