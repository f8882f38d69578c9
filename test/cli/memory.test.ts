/** Memory follows what is open, not what was: peak resident set of the whole program on shapes that grow without bound elsewhere. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { type GenerateOptions, generate } from '../bench/generate.ts';
import { temporaryFolder } from '../support/temporary.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/**
 * Loaded before the program: tells at its end how much memory it took, in kilobytes. Linux counts into `maxRSS` what the process that
 * started it had taken, jest's worker here; the high-water mark in `/proc` is the program's own.
 */
const TELL = `
  import { readFileSync } from 'node:fs';
  process.on('exit', () => {
    let peak = process.resourceUsage().maxRSS;
    try { peak = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]; } catch {}
    process.stderr.write('peak ' + peak);
  });`;

const folder = temporaryFolder();

/** Megabytes (10^6 bytes). */
async function peakOf(
  options: GenerateOptions,
  words: readonly string[] = [],
  command = 'scan',
): Promise<number> {
  const path = join(folder.path, 'capture.pcap');
  generate(path, options);
  const told = join(folder.path, 'told.json');
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(TELL)}`,
    MAIN,
    command,
    '-q',
    path,
    '-o',
    told,
    ...words,
  ];
  const { stderr } = await promisify(execFile)(process.execPath, args);
  rmSync(path);
  return (Number(/peak (\d+)/.exec(stderr)?.[1]) * 1024) / 1e6;
}

const LOSS = { loss: 0.02, reordering: 0.01 };

test.each<[string, GenerateOptions, number]>([
  ['gateway traffic', { shape: 'api', size: 60e6 }, 120],
  ['one request a connection', { shape: 'short', size: 40e6 }, 150],
  ['lossy transfers of megabytes', { shape: 'bulk', size: 80e6, ...LOSS }, 150],
  ['holes that never fill', { shape: 'holes', size: 60e6, ...LOSS }, 200],
  ['a protocol that nobody knows', { shape: 'opaque', size: 40e6, ...LOSS }, 150],
  ['300,000 SYNs from as many hosts', { shape: 'flood', size: 25e6 }, 200],
])(
  '%s',
  async (_, options, limit) => {
    expect(await peakOf(options)).toBeLessThan(limit);
  },
  120_000,
);

test('a list of all connections holds what is listed, not the connections', async () => {
  const connections = 24_000;
  const size = connections * 3300;
  const [without, all] = [
    await peakOf({ shape: 'short', size }),
    await peakOf({ shape: 'short', size }, ['--connections']),
  ];
  // The 16,384 that ended last are still followed, for stragglers.
  expect(all - without).toBeLessThan(150);
}, 120_000);

test('data for a page, which lists no more than 5,000 connections, hold no more of them', async () => {
  const size = 24_000 * 3300;
  const [listed, data] = [
    await peakOf({ shape: 'short', size }, ['--connections']),
    await peakOf({ shape: 'short', size }, [], 'report'),
  ];
  expect(listed - data).toBeGreaterThan(30);
}, 120_000);
