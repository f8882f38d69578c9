import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { kinds } from '../../src/detect/registry.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

test('the example of the library runs as it stands in the README', () => {
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(code).toBeDefined();
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code as string], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(output).toContain('premature-close-before-headers likely /panic');
});

test('kinds named in the README exist', () => {
  const named = [...readme.matchAll(/closecall explain ([a-z-]+)/g)].map(([, kind]) => kind);
  expect(named.length).toBeGreaterThan(0);
  for (const kind of named) expect(kinds.map((about) => about.kind)).toContain(kind);
});

test('every file that the README links to exists', () => {
  for (const [, target] of readme.matchAll(/\]\(([^)#:]+)\)/g)) {
    expect(() => readFileSync(new URL((target as string).replace(/\/$/, '/README.md'), root))).not.toThrow();
  }
});
