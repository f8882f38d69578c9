import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compactInputs } from '../../cli/compact-inputs.ts';
import { showWords } from '../../cli/show-words.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const at = (...names: string[]) => names.map((name) => join(folder.path, name));

for (const name of ['gw_1.pcap', 'gw_2.pcap', 'gw_3.pcap', 'gw_4.pcap', 'other.pcap', 'abcd']) {
  folder.file(`full/${name}`, '');
  folder.file(`odd[1]/${name}`, '');
}
const four = ['gw_1.pcap', 'gw_2.pcap', 'gw_3.pcap', 'gw_4.pcap'];

describe('the words of show', () => {
  test.each([
    [['gw.pcap'], ['gw.pcap'], undefined],
    [['gw.pcap', '7f3a'], ['gw.pcap'], '7f3a'],
    [['a.pcap', 'b.pcap', '7F3A'], ['a.pcap', 'b.pcap'], '7f3a'],
    [['a.pcap', 'b.pcap'], ['a.pcap', 'b.pcap'], undefined],
    [['captures/*.pcap', 'aa00000001'], ['captures/*.pcap'], 'aa00000001'],
    [['7f3a'], ['7f3a'], undefined],
    [['gw.pcap', 'gone/zzzz'], ['gw.pcap', 'gone/zzzz'], undefined],
  ])('%j', (words, inputs, id) => {
    expect(showWords(words)).toEqual({ inputs, id });
  });

  test.each(['zzzz', 'aa000000012'])('%s, neither a file nor an id, is refused', (word) => {
    expect(() => showWords(['gw.pcap', word])).toThrow(`${word}: neither a file nor an id`);
  });

  test('a file that is there is no id', () => {
    const before = process.cwd();
    process.chdir(join(folder.path, 'full'));
    try {
      expect(showWords(['gw_1.pcap', 'abcd']).id).toBeUndefined();
      expect(showWords(['gw_1.pcap', 'abce']).id).toBe('abce');
    } finally {
      process.chdir(before);
    }
  });
});

describe('inputs in fewer words', () => {
  const inFull = (names: readonly string[]) => names.map((name) => `full/${name}`);

  test('are a pattern where it matches just the files named', () => {
    expect(compactInputs(at(...inFull(four)))).toEqual(at('full/gw_*.pcap'));
    expect(compactInputs(at(...inFull(four).reverse()))).toEqual(at('full/gw_*.pcap'));
    expect(compactInputs([...at(...inFull(four)), '-'])).toEqual([...at('full/gw_*.pcap'), '-']);
  });

  test.each([
    ['there are few', ['full/gw_1.pcap', 'full/gw_2.pcap']],
    ['it would match more', inFull(['gw_1.pcap', 'gw_2.pcap', 'gw_3.pcap', 'other.pcap'])],
    ['a name could be read as a pattern', four.map((name) => `odd[1]/${name}`)],
    ['the folder is not there', four.map((name) => `gone/${name}`)],
  ])('stay as they are where %s', (_why, names) => {
    expect(compactInputs(at(...names))).toEqual(at(...names));
  });
});
