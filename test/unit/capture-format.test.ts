import { describe, expect, test } from '@jest/globals';
import { sniff } from '../../src/capture/detect-format.ts';
import { linkTypeName } from '../../src/capture/link-types.ts';
import { bytes, read } from '../support/capture-bytes.ts';

describe('a format is told by its first four bytes', () => {
  test.each([
    ['d4 c3 b2 a1', 'pcap'],
    ['a1 b2 c3 d4', 'pcap'],
    ['4d 3c b2 a1', 'pcap'],
    ['a1 b2 3c 4d', 'pcap'],
    ['34 cd b2 a1', 'pcap'],
    ['a1 b2 cd 34', 'pcap'],
    ['0a 0d 0d 0a', 'pcapng'],
    ['1f 8b 08 00', 'gzip'],
    ['28 b5 2f fd', 'zstd'],
    ['5e 2a 4d 18', 'zstd'],
    ['04 22 4d 18', 'lz4'],
    ['02 21 4c 18', 'lz4'],
    ['50 4b 03 04', 'unknown'],
    ['d4 c3 b2', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (hex, format) => {
    expect(sniff(bytes(hex))).toBe(format);
  });
});

describe('what is no capture is refused with its name', () => {
  test.each([
    ['', 'empty-file', 'the file is empty'],
    ['d4 c3', 'too-short', '2 bytes are too few'],
    ['d4 c3 b2 a1 02 00', 'too-short', '6 bytes are too few'],
    ['0a 0d 0d 0a 1c 00 00 00 4d 3c', 'too-short', '10 bytes are too few'],
    ['1f 8b 08 00', 'compressed', 'gzip'],
    ['fd 37 7a 58 5a 00', 'compressed', 'xz -dc'],
    ['42 5a 68 39', 'compressed', 'bzip2 -dc'],
    ['73 6e 6f 6f 70', 'not-a-capture', 'editcap'],
    ['3c 21 64 6f', 'not-a-capture', 'text (it begins with "<!do")'],
    ['de ad be ef', 'not-a-capture', 'deadbeef'],
    ['00 00 00 00', 'not-a-capture', 'zero bytes'],
  ])('%s: %s', (hex, code, words) => {
    const { error, reader } = read(bytes(hex));
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
    expect(error?.message).not.toContain('\n');
    expect(reader.frames).toBe(0);
  });

  test('control characters of the input do not reach the message', () => {
    expect(read(bytes('1b 5b 33 31')).error?.message).toContain('1b5b3331');
  });
});

describe('link types have the names of tcpdump', () => {
  test.each([
    [0, 'NULL'],
    [1, 'EN10MB'],
    [12, 'RAW'],
    [14, 'RAW'],
    [101, 'RAW'],
    [113, 'LINUX_SLL'],
    [127, 'IEEE802_11_RADIO'],
    [228, 'IPV4'],
    [276, 'LINUX_SLL2'],
    [65_000, 'LINKTYPE_65000'],
  ])('%i is %s', (number, name) => {
    expect(linkTypeName(number)).toBe(name);
  });
});
