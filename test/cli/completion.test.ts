import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const main = join(import.meta.dirname, '../../dist/cli/main.js');
folder.file('closecall', `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);

/** What `shell` prints for `script`, with closecall on its path; null where there is no such shell. */
function output(shell: string, script: string): string[] | null {
  spawnSync('chmod', ['+x', join(folder.path, 'closecall')]);
  const env = { ...process.env, PATH: `${folder.path}:${process.env.PATH}`, SHELL: `/bin/${shell}` };
  const { error, stdout, stderr } = spawnSync(shell, ['-c', script], { env, encoding: 'utf8' });
  if (error) return null;
  expect(stderr).toBe('');
  return stdout.split(/\s+/).filter(Boolean);
}

/** What bash offers for the last of the words. */
function offered(...words: readonly string[]): string[] | null {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  return output(
    'bash',
    `source <(closecall completion); COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
     _closecall_yargs_completions; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

test.each([
  ['commands', ['closecall', 'sc'], ['scan']],
  ['options', ['closecall', 'scan', '--fi'], ['--filter']],
  ['values of options', ['closecall', 'scan', '--format', 'j'], ['json', 'junit']],
  ['kinds after explain', ['closecall', 'explain', 'fin'], ['fin-during-request']],
  ['kinds after --kind', ['closecall', 'scan', '--kind', 'late'], ['late-reuse']],
  ['nothing where files come next', ['closecall', 'show', 'gw.p'], []],
])('bash completes %s', (_what, words, wanted) => {
  const found = offered(...words);
  if (found !== null) expect(found).toEqual(wanted);
});

test('bash offers every option of a command after two dashes', () => {
  const found = offered('closecall', 'show', '--');
  if (found !== null)
    expect(found).toEqual(expect.arrayContaining(['--line', '--at', '--filter', '--output']));
});

test('zsh takes the script', () => {
  const registered =
    'autoload -Uz compinit; compinit -u -D; eval "$(closecall completion)"; echo $_comps[closecall]';
  const found = output('zsh', registered);
  if (found !== null) expect(found).toEqual(['_closecall_yargs_completions']);
});
