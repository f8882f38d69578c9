import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { expandInputs } from '../../src/node/inputs.ts';
import { lz4Frame } from '../support/compressed-bytes.ts';
import { EXCHANGE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { temporaryFolder } from '../support/temporary.ts';

const capture = tcpScript`${EXCHANGE}`.bytes;
const folder = temporaryFolder();
const inside = (paths: readonly string[]) => paths.map((path) => relative(folder.path, path));
const expand = async (...names: string[]) => {
  const { paths, problems } = await expandInputs(names.map((name) => join(folder.path, name)));
  return {
    paths: inside(paths),
    problems: problems.map(({ code, path }) => `${code} ${relative(folder.path, path)}`),
  };
};

folder.file('found/b.pcap', capture);
folder.file('found/a.without-ending', capture);
folder.file('found/deep/er/c.pcap.gz', gzipSync(capture));
folder.file('found/d.pcap.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]));
folder.file('found/f.pcap.lz4', lz4Frame([capture]));
folder.file('found/text.pcap.lz4', lz4Frame([Buffer.from('no capture, whatever it is called')]));
folder.file('found/notes.pcap', 'not a capture, whatever it is called');
folder.file('found/access.log.gz', gzipSync('GET / 200'));
folder.file('found/archive.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]));
folder.file('found/empty.pcap', '');
folder.file('found/.hidden.pcap', capture);
folder.file('found/.hidden/x.pcap', capture);
folder.file('none/readme.txt', 'nothing here');
symlinkSync(join(folder.path, 'found'), join(folder.path, 'found/z-circle'));
symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'found/dangling'));
symlinkSync(join(folder.path, 'found/b.pcap'), join(folder.path, 'found/z-link.pcap'));

describe('inputs', () => {
  test('a directory is searched by content: hidden entries, other files and circles are left out', async () => {
    expect(await expand('found')).toEqual({
      paths: [
        'found/a.without-ending',
        'found/b.pcap',
        'found/d.pcap.zst',
        'found/deep/er/c.pcap.gz',
        'found/f.pcap.lz4',
      ],
      problems: [],
    });
  });

  test('a file named directly is taken, whatever it is', async () => {
    expect((await expand('found/notes.pcap')).paths).toEqual(['found/notes.pcap']);
  });

  test('a file is taken once, however often and by whatever name it is named', async () => {
    const names = ['found/b.pcap', 'found/../found/b.pcap', 'found/z-link.pcap', 'found'];
    expect((await expand(...names)).paths.filter((path) => path.endsWith('b.pcap'))).toEqual([
      'found/b.pcap',
    ]);
    expect((await expand(...names)).paths).toHaveLength(5);
  });

  test('a glob that the shell left alone is expanded', async () => {
    expect(await expand('found/**/*.pcap.*')).toEqual({
      paths: ['found/d.pcap.zst', 'found/deep/er/c.pcap.gz', 'found/f.pcap.lz4', 'found/text.pcap.lz4'],
      problems: [],
    });
  });

  test('what is missing is told, and the rest is taken all the same', async () => {
    expect(await expand('gone.pcap', '*.nothing', 'none', 'found/b.pcap', 'found/b.pcap/x')).toEqual({
      paths: ['found/b.pcap'],
      problems: [
        'no-such-file gone.pcap',
        'no-match *.nothing',
        'no-captures none',
        'unreadable found/b.pcap/x',
      ],
    });
  });

  test('standard input is taken once', async () => {
    expect(await expandInputs(['-', '-'])).toMatchObject({ paths: ['-'], problems: [] });
  });
});
