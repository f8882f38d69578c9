/** What is tested in Chromium at length, in short in Firefox; skipped where there is none. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Firefox, firefoxPath } from '../support/firefox.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { storiesModel } from '../support/viewer-model.ts';

const READY = "return document.documentElement.dataset.ready === 'true'";
const folder = temporaryFolder();
const path = firefoxPath();
if (path === null) process.stderr.write('no Firefox found (CLOSECALL_FIREFOX): its tests are skipped\n');

(path === null ? describe.skip : describe)('in Firefox, from a file', () => {
  let firefox: Firefox;

  beforeAll(async () => {
    firefox = await Firefox.launch(path ?? '', mkdtempSync(join(folder.path, 'profile-')));
  }, 60_000);

  afterAll(() => firefox.close());

  /** Opens the page, and gives what the console says about it once it is ready. */
  async function opened(page: string): Promise<string[]> {
    await firefox.open(`file://${page}`);
    await firefox.until(READY);
    const said = await firefox.console();
    return said.filter((message) => message.includes(page) || /content.security.policy/i.test(message));
  }

  test('a report is drawn anew by its script, violates no policy and answers a key', async () => {
    const report = folder.file('report.html', viewerHtml(storiesModel()));
    expect(await opened(report)).toEqual([]);
    expect(await firefox.run("return document.querySelectorAll('#cc-figure svg.live').length")).toBe(1);
    await firefox.press('t');
    await firefox.until("return document.querySelectorAll('.packets-table').length === 1");
  });

  test('the page for captures reads its sample in a worker', async () => {
    const page = fileURLToPath(new URL('../../dist/viewer/closecall.html', import.meta.url));
    expect(await opened(page)).toEqual([]);
    await firefox.run(`document.querySelector('[data-intake="sample"]').click()`);
    await firefox.until("return document.querySelector('#cc-report[data-shown] h1') !== null");
    expect(await firefox.run("return document.querySelector('#cc-report h1').textContent")).toMatch(/failed/);
  });
});
