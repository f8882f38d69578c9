import { describe, expect, test } from '@jest/globals';
import { filesOf, type Item } from '../../src/browser/folder.ts';
import { GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { bytes } = tcpScript`
  0  C > S  SYN
  0  S > C  SYN ACK
  0  C > S  ${GET}
  0  S > C  ${OK}
`;
const list = async () => [];
const capture: Item = { name: 'a.pcap', list, file: async () => new File([bytes.slice()], 'a.pcap') };

/** What a folder hands on in which one file cannot be opened as the others can. */
async function namesBeside(file: () => Promise<File>): Promise<string[]> {
  const items: Item[] = [capture, { name: 'b.pcap', list, file }];
  const files = await filesOf([{ name: 'captures', file: null, list: async () => items }]);
  return files.map(({ name }) => name);
}

describe('a dropped folder', () => {
  test('is read although one of its files is gone', async () => {
    const gone = async () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    expect(await namesBeside(gone)).toEqual(['captures/a.pcap']);
  });

  test('hands on what cannot be read, to be told of', async () => {
    class Unreadable extends File {
      override slice(): Blob {
        throw new DOMException('no permission', 'NotReadableError');
      }
    }
    const unreadable = async () => new Unreadable([], 'b.pcap');
    expect(await namesBeside(unreadable)).toEqual(['captures/a.pcap', 'captures/b.pcap']);
  });
});
