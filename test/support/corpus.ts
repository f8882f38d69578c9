/**
 * The corpus: real captures with their truths, too big for this repository. It lies beside the checkout in
 * `../shared`, or where CLOSECALL_CORPUS says. Tests that need it are skipped without it, except in continuous
 * integration, where a missing corpus is a failure: a skipped test must not look like a passed one there.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from '@jest/globals';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path of the corpus, null where there is none. Throws under CI=true where there is none. */
export function corpus(): string | null {
  const path = resolve(checkout, process.env.CLOSECALL_CORPUS ?? '../shared');
  if (existsSync(join(path, 'captures'))) return path;
  const problem = `no corpus at ${path} (CLOSECALL_CORPUS)`;
  if (process.env.CI === 'true') throw new Error(`${problem}: continuous integration must have it`);
  process.stderr.write(`${problem}: the tests that need it are skipped\n`);
  return null;
}

/** `describe` for tests that read the corpus; `body` gets its path. */
export function describeWithCorpus(name: string, body: (corpus: string) => void): void {
  const path = corpus();
  if (path !== null) describe(name, () => body(path));
  else test.skip(name, () => {});
}
