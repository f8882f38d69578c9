/** What a capture lacks may leave failures untold or less sure; it must not make anything certain that is not so. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/report/schema.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { type Recorded, recordedFrom, toPcap } from '../support/recorded.ts';

/** Captures beyond this size show the same kinds of failure more often. */
const LARGEST = 3_000_000;
/** Kinds that only the neighbours tell apart, which may be missing. */
const ALIKE: Readonly<Record<string, string>> = {
  'restart-race': 'fin-during-request',
  'late-reuse': 'fin-during-request',
};

/** One packet of `share` is left out. Not at random: a single loss may leave no trace, and then nobody could know. */
function thinned({ linkType, packets }: Recorded, share: number, seed: number): Recorded {
  const isKept = (_: unknown, at: number) =>
    Math.imul((at + seed) * 2 + 1, 0x9e3779b1) >>> 0 >= 2 ** 32 / share;
  return { linkType, packets: packets.filter(isKept) };
}

const certain = (recorded: Recorded) =>
  analysisOf(toPcap(recorded)).report.findings.filter(({ confidence }) => confidence === 'certain');

function wordsOf({ kind, manner, executed, connection }: Finding): string {
  const how = kind === 'rst-after-idle' ? manner : '';
  return [connection.client, connection.server, ALIKE[kind] ?? kind, how, executed].join(' ');
}

describeWithCorpus('what is certain without a part of the packets is so with all', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const captures = readdirSync(lab)
    .map((scenario) => ({ scenario, path: join(lab, scenario, 'upstream_side.pcap') }))
    .filter(({ path }) => existsSync(path) && statSync(path).size < LARGEST);

  test.each(captures)('$scenario', ({ path }) => {
    const recorded = recordedFrom(new Uint8Array(readFileSync(path)));
    const known = new Set(certain(recorded).map(wordsOf));
    for (const share of [5, 20, 50])
      for (const seed of [1, 2, 3]) {
        const told = certain(thinned(recorded, share, seed)).map(wordsOf);
        expect(told.filter((words) => !known.has(words))).toEqual([]);
      }
  });
});
