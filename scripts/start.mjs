/** `npm start`: from a fresh clone to the findings of the sample captures and an HTML report of them. */
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, run } from './process.mjs';

const REPORT = 'closecall-report.html';

ensureInstalled();
await build();
const cli = inRoot('dist/cli/main.js');
run(process.execPath, [cli, 'scan', 'samples']);
run(process.execPath, [cli, 'report', 'samples', '-o', REPORT]);
console.log(`\nThe same as a page to click through: ${inRoot(REPORT)}`);
