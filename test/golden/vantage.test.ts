/**
 * One connection looks different at its two ends: a race reads FIN, request, RST at the upstream and request, FIN,
 * RST at the gateway. The verdict may not depend on where the capture was taken.
 */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { verdicts } from '../support/verdicts.ts';

const SCENARIOS = [
  'connect_refused_a',
  'go_idle_race_a',
  'go_panic_a',
  'go_truncated_a',
  'go_writetimeout_a',
  'haproxy_gunicorn_a',
  'kill_unread_a',
  'linger0_a',
  'middlebox_rst_a',
  'node_errors_a',
  'node_idle_race_a',
  'tomcat_idle_race_a',
];

describeWithCorpus('the verdicts at the gateway and at the upstream are the same', (corpus) => {
  test.each(SCENARIOS)('%s', async (scenario) => {
    const at = async (file: string) => {
      const { report } = await analyze(join(corpus, 'captures/lab', scenario, file));
      return verdicts(report);
    };
    const gateway = await at('proxy_side.pcap');
    expect(gateway).not.toHaveLength(0);
    expect(await at('upstream_side.pcap')).toEqual(gateway);
  });
});
