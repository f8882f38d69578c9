/** Ctrl-C, while a pipe is silent or an output waits. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { start } from '../support/cli.ts';
import { cliFolder, race } from '../support/cli-folder.ts';

const folder = cliFolder();

describe('an interruption', () => {
  test('ends a silent pipe at once and reports what came until then', async () => {
    const child = start(['scan', '-', '--json']);
    child.stdin.write(race);
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    // The handler stands once the modules are loaded; a second signal would end the program without a report.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(JSON.parse(stdout).findings).toHaveLength(1);
  });

  test('ends at once where it is the second, and leaves no output', async () => {
    if (process.platform === 'win32') return;
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', ['-m', '600', 'unread'], { cwd: folder.path });
    const child = start(['scan', '-', '--json', '-o', 'unread'], { cwd: folder.path });
    child.stdin.write(race);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    // From here on it waits for a reader of its output, as it might for seconds of work.
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
    rmSync(join(folder.path, 'unread'));
  });
});

describe('a named pipe', () => {
  test.each([
    ['that nobody writes to', null],
    ['whose writer is silent', 'sleep 30 > pipe'],
  ])('%s does not keep an interrupted program', async (_, writer) => {
    if (process.platform === 'win32') return;
    const { execFileSync, spawn } = await import('node:child_process');
    execFileSync('mkfifo', ['-m', '600', 'pipe'], { cwd: folder.path });
    const silent = writer === null ? null : spawn('sh', ['-c', `exec ${writer}`], { cwd: folder.path });
    const child = start(['scan', 'race.pcap', 'pipe', '--jobs', '1'], { cwd: folder.path });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    silent?.kill('SIGKILL');
    rmSync(join(folder.path, 'pipe'));
    expect(code).toBe(130);
  });
});
