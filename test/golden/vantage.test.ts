/**
 * One connection looks different at its two ends: a race reads FIN, request, RST at the upstream and request, FIN,
 * RST at the gateway. The verdict may not depend on where the capture was taken.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { verdicts } from '../support/verdicts.ts';

const ENDS = ['proxy_side.pcap', 'upstream_side.pcap'] as const;

/** Where the two ends saw different packets. */
const DIFFERENT = [
  'middlebox_idle_drop_a', // the requests are dropped on their way: the upstream's capture has none
];

describeWithCorpus('the verdicts at the gateway and at the upstream are the same', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const scenarios = readdirSync(lab).filter(
    (scenario) => !DIFFERENT.includes(scenario) && ENDS.every((end) => existsSync(join(lab, scenario, end))),
  );

  test.each(scenarios)('%s', async (scenario) => {
    const [gateway, upstream] = await Promise.all(ENDS.map((end) => analyze(join(lab, scenario, end))));
    expect(verdicts(upstream!.report)).toEqual(verdicts(gateway!.report));
  });
});
