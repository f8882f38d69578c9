/** An extract tells by itself what the capture told: over real captures, at each level of redaction, for any choice of findings. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyze } from '../../src/node/index.ts';
import { read } from '../support/capture-bytes.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { type Extracted, extracted, verdictsById } from '../support/extracted.ts';

const LEVELS = ['none', 'standard'] as const;

function capturesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(?:pcap|pcapng|cap)(?:\.gz|\.zst)?$/.test(name) && statSync(join(folder, name)).isFile(),
    )
    .sort();
}

async function expectSame(paths: readonly string[], level: (typeof LEVELS)[number]): Promise<void> {
  const result = await extracted(paths, level);
  if (result === null) return;
  expect([result.differing.map(({ id }) => id), result.missing]).toEqual([[], 0]);
  expect(verdictsById(result.found)).toEqual(verdictsById(result.chosen));
}

/** Every finding by its id, and those that differ are told. */
function expectFound({ found, chosen, differing }: Extracted): void {
  const told = new Set(differing.map(({ id }) => id));
  const verdicts = verdictsById(found);
  for (const [id, verdict] of verdictsById(chosen)) {
    expect(verdicts.has(id)).toBe(true);
    if (!told.has(id)) expect(verdicts.get(id)).toEqual(verdict);
  }
}

describeWithCorpus('an extract of all findings', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const scenarios = readdirSync(lab).filter((name) => name !== 'formats_a');

  test.each(scenarios)('%s: the same ids and verdicts, redacted or not', async (scenario) => {
    for (const name of capturesIn(join(lab, scenario)))
      for (const level of LEVELS) await expectSame([join(lab, scenario, name)], level);
  });

  test.each(capturesIn(join(lab, 'formats_a')))('formats_a/%s: from any format', async (name) => {
    for (const level of LEVELS) await expectSame([join(lab, 'formats_a', name)], level);
  });

  test.each([/^rot_G_/, /^dumpcap_ring_/])('a rotated set (%s) as one capture', async (pattern) => {
    const folder = join(lab, 'formats_a');
    const paths = readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name));
    expect(paths.length).toBeGreaterThan(2);
    for (const level of LEVELS) await expectSame(paths, level);
  });

  test('two captures are two sections, each with its own interfaces', async () => {
    const paths = ['go_idle_race_a/proxy_side.pcap', 'tomcat_idle_race_a/proxy_any_sll2.pcap'].map((name) =>
      join(lab, name),
    );
    const result = await extracted(paths, 'none');
    // Half a handshake at the beginning of the second capture is one in the middle of both: that is told, not hidden.
    expectFound(result!);
    expect(read(result!.bytes).reader.interfaces.map(({ linkType }) => linkType)).toEqual([1, 276]);
  });
});

describeWithCorpus('an extract of some findings', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const mixed = ['go_restart_a', 'lossy_mix_a', 'haproxy_go_a', 'next_upstream_a', 'kill_unread_a'];

  test.each(mixed)(
    '%s: whichever they are, they are found again, as they were or told to rest on more',
    async (scenario) => {
      const path = join(lab, scenario, 'proxy_any_sll2.pcap');
      const { report } = await analyze(path);
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.nat(report.findings.length - 1), { minLength: 1, maxLength: 6 }),
          async (places) => {
            const result = await extracted([path], 'standard', (all) =>
              all.filter((_, place) => places.includes(place)),
            );
            expectFound(result!);
          },
        ),
        { numRuns: 6 },
      );
    },
  );
});

describeWithCorpus('hostile and foreign captures', (corpus) => {
  const folders = ['captures/hostile/made', 'captures/hostile/peers', 'captures/public'].map((name) =>
    join(corpus, name),
  );

  test.each(folders)(
    '%s: every finding has its extract, which is a whole capture',
    async (folder) => {
      for (const name of capturesIn(folder)) {
        // A gigabyte of zeros is the business of the tests of decompression.
        if (name.includes('bomb')) continue;
        const result = await extracted([join(folder, name)], 'standard');
        if (result === null) continue;
        const { reader, issues } = read(result.bytes);
        expect([name, reader.complete, reader.truncated, issues]).toEqual([name, true, false, []]);
        expect(reader.frames).toBe(result.packets);
      }
    },
    60_000,
  );
});
