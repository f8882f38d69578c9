/** `show -o`: a finding as files, from a capture and from what an earlier run saved. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { closecall } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CAPTURE = fileURLToPath(
  new URL('../../samples/go-write-timeout-before-headers/capture.pcap', import.meta.url),
);
const NO_BROWSER = { CLOSECALL_CHROMIUM: '/nowhere' };

const folder = temporaryFolder();
const run = (words: readonly string[], env: Record<string, string> = {}) =>
  closecall(words, { cwd: folder.path, env });
const at = (...names: string[]) => join(folder.path, ...names);
const text = (...names: string[]) => readFileSync(at(...names), 'utf8');

describe('a file', () => {
  test.each([
    ['race.svg', /^<svg xmlns=/],
    ['race.html', /^<!doctype html>/],
    ['race.mmd', /^sequenceDiagram\n/],
    ['race.md', /```mermaid\nsequenceDiagram\n[\s\S]+```\n\n\| frame \|/],
  ] as const)('%s holds what its ending says', async (name, content) => {
    const { code, stdout, stderr } = await run(['show', CAPTURE, '-o', name]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `closecall: wrote ${name}\n` });
    expect(text(name)).toMatch(content);
  });

  test('a PNG is as large as the drawing, at two pixels for one', async () => {
    await run(['show', CAPTURE, '-o', 'sized.svg']);
    expect((await run(['show', CAPTURE, '-o', 'sized.png'])).code).toBe(0);
    const png = readFileSync(at('sized.png'));
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(text('sized.svg')) ?? [];
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  }, 60_000);

  test('dark and light are chosen', async () => {
    await run(['show', CAPTURE, '-o', 'dark.svg', '--theme', 'dark', '-q']);
    expect(text('dark.svg')).toContain('fill="#12161b"');
  });

  test('another ending is wrong use, told before anything is read', async () => {
    const { code, stderr } = await run(['show', 'gone.pcap', '-o', 'race.gif']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('.svg, .html, .md, .mmd or .png'),
    });
  });

  test('without a browser a PNG is refused, with what to install', async () => {
    const { code, stderr } = await run(['show', CAPTURE, '-o', 'none.png'], NO_BROWSER);
    expect(code).toBe(2);
    expect(stderr).toContain('apt-get install chromium');
    expect(existsSync(at('none.png'))).toBe(false);
  });

  test('a capture is never replaced', async () => {
    folder.file('capture.svg', readFileSync(CAPTURE));
    expect((await run(['show', CAPTURE, '-o', 'capture.svg'])).code).toBe(2);
    expect(statSync(at('capture.svg')).size).toBe(statSync(CAPTURE).size);
  });
});

describe('a folder', () => {
  test('gets every form, named after the finding, and is made if it is not there', async () => {
    expect((await run(['show', CAPTURE, '-o', 'post/mortem/'])).code).toBe(0);
    const names = readdirSync(at('post/mortem')).sort();
    expect(names.map((name) => name.replace(/^premature-close-before-headers-[0-9a-f]{10}\./, ''))).toEqual([
      'html',
      'md',
      'mmd',
      'png',
      'svg',
    ]);
  }, 60_000);

  test('has a page that says how many findings are not in it', async () => {
    await run(['show', CAPTURE, '-o', 'alone/'], NO_BROWSER);
    const page = readdirSync(at('alone')).find((name) => name.endsWith('.html')) ?? '';
    expect(text('alone', page)).toMatch(
      /Filtered: 1 of \d+ findings are in here.*<h1>1 request failed; it was lost/s,
    );
  });

  test('without a browser it has no PNG, and the user is told', async () => {
    const { code, stderr } = await run(['show', CAPTURE, '-o', 'plain/'], NO_BROWSER);
    expect(code).toBe(0);
    expect(stderr).toContain('no PNG, which needs a browser: install Chromium');
    expect(readdirSync(at('plain')).some((name) => name.endsWith('.png'))).toBe(false);
    expect(readdirSync(at('plain'))).toHaveLength(4);
  });
});

describe('a saved report', () => {
  beforeAll(async () => {
    await run(['report', CAPTURE, '-o', 'saved.html', '-q']);
    await run(['scan', CAPTURE, '-o', 'saved.json', '-q']);
    await run(['show', CAPTURE, '-o', 'direct.svg', '-q']);
  });

  test('as a page gives every picture and the ladder', async () => {
    await run(['show', 'saved.html', '-o', 'again.svg']);
    expect(text('again.svg')).toBe(text('direct.svg'));
    const [saved, direct] = await Promise.all([run(['show', 'saved.html']), run(['show', CAPTURE])]);
    const undrawn = (stdout: string) => stdout.replace(/\ndraw (?:.*\\\n)*.*/, '');
    expect(undrawn(saved.stdout)).toBe(undrawn(direct.stdout));
    expect(saved.stdout).toMatch(/\ndraw {4}closecall show saved\.html \w+ -o postmortem\/\n/);
  });

  test('as a page gives itself again', async () => {
    expect((await run(['report', 'saved.html', '-o', 'copy.html'])).code).toBe(0);
    expect(text('copy.html')).toBe(text('saved.html'));
  });

  test('as JSON gives Markdown and a page, and says why it gives no picture', async () => {
    expect((await run(['show', 'saved.json', '-o', 'saved.md'])).code).toBe(0);
    expect(text('saved.md')).toContain('Did it run?');
    expect((await run(['show', 'saved.json', '-o', 'from-json.html'])).code).toBe(0);
    const { code, stderr } = await run(['show', 'saved.json', '-o', 'saved.svg']);
    expect(code).toBe(2);
    expect(stderr).toContain('a .svg needs the packets');
    const { stderr: told } = await run(['show', 'saved.json', '-o', 'from-json/']);
    expect(told).toContain('no pictures: this input holds no packets');
    expect(readdirSync(at('from-json'))).toHaveLength(2);
  });

  test('is scanned like the captures it was made of', async () => {
    const [saved, direct] = await Promise.all([
      run(['scan', 'saved.html', '--format', 'ndjson']),
      run(['scan', CAPTURE, '--format', 'ndjson', '--connections']),
    ]);
    expect(saved.stdout).toBe(direct.stdout);
  });

  test('a page of somebody else is no report', async () => {
    folder.file('other.html', '<!doctype html><p>hello');
    const { code, stderr } = await run(['show', 'other.html']);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('holds no report of closecall'),
    });
  });
});

describe('time zones', () => {
  test('a page and a picture tell their times in the zone that is asked for, and say which', async () => {
    await run(['report', CAPTURE, '-o', 'zone.html', '-q', '--tz', '+08:00']);
    await run(['report', CAPTURE, '-o', 'utc.html', '-q']);
    await run(['show', CAPTURE, '-o', 'zone.svg', '-q', '--tz', '+08:00']);
    // What keeps a date in one line parts it from its time.
    const said = (name: string) => text(name).replace(/<\/?span[^>]*>/g, '');
    // 21:58:57 in London is 05:58:57 in Shanghai.
    expect(said('utc.html')).toContain('2026-11-21 21:58:57');
    for (const name of ['zone.html', 'zone.svg']) {
      expect(said(name)).toMatch(/2026-11-22 05:58:57\.\d{6} \+08:00/);
      expect(said(name)).not.toContain('2026-11-21 21:58');
    }
    expect(text('zone.html')).toContain('<html lang="en" data-tz="+08:00">');
    expect(text('zone.html')).toContain('every byte analysed · +08:00');
  });

  test('a name that is none is wrong use', async () => {
    expect((await run(['report', CAPTURE, '-o', 'mars.html', '--tz', 'Mars'])).code).toBe(2);
    expect(existsSync(at('mars.html'))).toBe(false);
  });
});

describe('report', () => {
  test('is narrowed by the filters that scan has', async () => {
    await run(['report', CAPTURE, '-o', 'narrow.html', '--kind', 'connect-refused']);
    const { stdout } = await run(['scan', 'narrow.html', '--json']);
    expect(JSON.parse(stdout).findings).toEqual([]);
  });
});
