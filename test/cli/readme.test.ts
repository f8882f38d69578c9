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

test('both READMEs name the same commands, options, formats and files', () => {
  const named = (text: string) => ({
    commands: [
      ...new Set(text.match(/closecall (?:scan|show|report|extract|tcpdump|timers|explain)\b/g)),
    ].sort(),
    options: [...new Set(text.match(/--[a-z-]{3,}/g))].filter((option) => option !== '--lang').sort(),
    links: [...text.matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, target]) => target)
      .filter((target) => target !== 'README.md' && target !== 'README.zh-CN.md')
      .sort(),
    codes: [...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code),
  });
  expect(named(readFileSync(new URL('README.zh-CN.md', root), 'utf8'))).toEqual(named(readme));
});
