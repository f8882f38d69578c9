/**
 * What stands behind a failure, against what the lab did: the corpus tells for each failed request which timer or event it was.
 * A cause that names the wrong one sends people to the wrong place.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import type { Finding } from '../../src/report/schema.ts';
import { describeWithCorpus } from '../support/corpus.ts';

const ENDS = ['proxy_side.pcap', 'upstream_side.pcap'] as const;

interface Truth {
  readonly side: string;
  readonly client: string;
  readonly harmful: boolean;
  readonly cause: string | null;
}

/** Causes of the lab that are the end of a process. */
const ENDINGS: ReadonlySet<string> = new Set([
  'graceful_shutdown',
  'process_exit',
  'process_exit_accept_queue',
  'sigkill',
  'sigkill_unread_data',
]);

const isRestart = ({ family, kind }: Finding) =>
  family === 'restart-without-drain' && kind !== 'connect-refused';

describeWithCorpus('causes', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const truthsOf = (scenario: string): Truth[] =>
    JSON.parse(readFileSync(join(lab, scenario, 'truth.json'), 'utf8')).truths;

  /** The findings of a capture with the lab's cause of each. */
  async function caused(scenario: string, end: (typeof ENDS)[number]) {
    const { report } = await analyze(join(lab, scenario, end));
    const truths = truthsOf(scenario).filter(({ side, harmful }) => side === 'upstream' && harmful);
    return report.findings.map((finding) => ({
      finding,
      cause: truths.find(({ client }) => client === finding.connection.client)?.cause ?? null,
    }));
  }

  test.each([
    'caddy_go_a',
    'haproxy_go_a',
    'tls_idle_race_a',
    'go_panic_a',
    'lossy_mix_a',
    'midstream_a',
    'upstream_reboot_a',
    'nginx_reload_a',
    'go_writetimeout_a',
  ])('nothing is told as a restart that was none: %s', async (scenario) => {
    for (const end of ENDS) {
      const told = (await caused(scenario, end)).filter(({ finding }) => isRestart(finding));
      expect(told.filter(({ cause }) => !ENDINGS.has(cause ?? ''))).toEqual([]);
    }
  });

  test.each(['go_restart_a', 'go_exit_a', 'haproxy_go_a'])('every restart is told: %s', async (scenario) => {
    for (const end of ENDS) {
      const ended = (await caused(scenario, end)).filter(({ cause }) => ENDINGS.has(cause ?? ''));
      expect(ended).not.toEqual([]);
      expect(ended.filter(({ finding }) => !isRestart(finding))).toEqual([]);
    }
  });

  test.each(['go_restart_a', 'go_exit_a', 'websocket_a', 'h2c_goaway_a'])(
    'what processes, tunnels and announcements closed is no idle limit: %s',
    async (scenario) => {
      for (const end of ENDS) {
        const { report } = await analyze(join(lab, scenario, end));
        const limit = scenario === 'h2c_goaway_a' ? 'gateway' : 'upstream';
        expect(report.timers.filter(({ side, timer }) => side === limit && timer === 'idle')).toEqual([]);
      }
    },
  );
});
