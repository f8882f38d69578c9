/**
 * Prints the closing line of `.ci/run` from jest's JSON result and ends with the run's verdict.
 * Usage: summary.mjs RESULTS EXIT_CODE. An empty file means that the run ended before the tests.
 */
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const results = text === '' ? {} : JSON.parse(text);

const passed = results.numPassedTests ?? 0;
// A suite that could not be loaded has no tests to count; a run may fail with all its tests passed, or run none.
const broken = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
const failed = exitCode === '0' && passed > 0 ? broken : Math.max(broken, 1);
const skipped = (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0);

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
