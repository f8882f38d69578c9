/**
 * Findings against what really happened: the corpus holds real proxies and servers with a truth for each of their
 * connections, and the scorer that compares. It runs the built command line on every capture of a scenario.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { describeWithCorpus } from '../support/corpus.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

const SCENARIOS = [
  'connect_refused_a',
  'connect_timeout_a',
  'go_*',
  'healthy*',
  'kill_unread_a',
  'middlebox_rst_a',
  'node_*',
  'tomcat_*',
];

const MINIMA = ['--min-recall', '0.99', '--min-kind-recall', '0.98', '--min-precision', '0.995'];

describeWithCorpus('the failures of the lab', (corpus) => {
  test('are found, named right and nobody else is accused', () => {
    const scorer = join(corpus, 'accept/score.py');
    const lab = join(corpus, 'captures/lab');
    const args = [
      scorer,
      lab,
      '--cli',
      'node dist/cli/main.js',
      '--only',
      SCENARIOS.join(','),
      '-v',
      ...MINIMA,
    ];
    const { error, status, stdout, stderr } = spawnSync('python3', args, { cwd: checkout, encoding: 'utf8' });
    if (error) throw new Error(`the scorer needs python3: ${error.message}`);
    // Where a minimum is missed, the scorer's list of misses is the message.
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  }, 300_000);
});
