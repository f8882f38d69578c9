/**
 * Pictures of findings, from real captures, as files to look at: test/golden/pictures. A change of the drawing rewrites them
 * with `npm run jest -- test/golden/pictures -u`, and shows what it changed.
 */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import { layout } from '../../viewer/layout.ts';
import { toMermaid } from '../../viewer/mermaid.ts';
import { toSvg } from '../../viewer/svg.ts';
import { seconds } from '../../viewer/words/numbers.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { type Exhibit, exhibit, FROM_CORPUS, FROM_SAMPLES } from '../support/gallery.ts';
import { expectFile } from '../support/golden-file.ts';
import { viewerHtml } from '../support/viewer-file.ts';

const folder = join(import.meta.dirname, 'pictures');

async function expectPicture(one: Exhibit, corpus: string | null): Promise<void> {
  const { timeline, finding } = await exhibit(one, corpus);
  expectFile(join(folder, `${one.name}.svg`), toSvg(layout(timeline, finding)));
}

test.each(FROM_SAMPLES.map((one) => [one.name, one] as const))('%s', (_, one) => expectPicture(one, null));

describeWithCorpus('from the corpus', (corpus) => {
  test.each(FROM_CORPUS.map((one) => [one.name, one] as const))('%s', (_, one) => expectPicture(one, corpus));
});

describeWithCorpus('a gateway that gave up', (corpus) => {
  test.each(['client-abort', 'client-left', 'proxy-timeout'])(
    '%s: the silence is that of the evidence',
    async (name) => {
      const one = FROM_CORPUS.find((each) => each.name === name);
      if (one === undefined) throw new Error(`${name} is not in the gallery`);
      const { timeline, finding } = await exhibit(one, corpus);
      const said = seconds(finding.measures.waitSeconds ?? Number.NaN);
      expect(layout(timeline, finding).brackets.map(({ title }) => title)).toEqual([`no byte for ${said}`]);
    },
  );
});

test.each(FROM_SAMPLES.map((one) => [one.name, one] as const))(
  '%s is the same bytes every time',
  async (_, one) => {
    const made = await Promise.all(
      [1, 2].map(async () => {
        const { report, timelines } = await analyze(join(import.meta.dirname, '../../samples', one.capture));
        const drawn = await exhibit(one, null);
        const page = viewerHtml({ report, timelines: Object.fromEntries(timelines) });
        return [page, toSvg(layout(drawn.timeline, drawn.finding)), toMermaid(drawn)];
      }),
    );
    expect(made[1]).toEqual(made[0]);
  },
);
