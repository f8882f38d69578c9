/**
 * `npm test`: everything that continuous integration runs, from a fresh clone on. What follows `--` goes to jest:
 * `npm test -- test/unit/seq` runs one file.
 */
import { ensureBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, npm, run } from './process.mjs';

ensureInstalled();
const browser = ensureBrowser();
await build();
run(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-b', 'test']);
npm(['run', '--silent', 'lint']);
npm(['run', '--silent', 'jest', '--', ...process.argv.slice(2)], {
  TZ: 'UTC',
  LC_ALL: 'C',
  CLOSECALL_CHROMIUM: browser,
});
