import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HpackDecoder } from '../../src/http2/hpack/decoder.ts';
import { decodeHuffman } from '../../src/http2/hpack/huffman.ts';
import { staticTable } from '../../src/http2/hpack/static-table.ts';
import { hex } from '../support/talk.ts';

/** Decodes blocks one after the other, as those of one connection; each as `name: value` lines. */
function decodeAll(...blocks: readonly string[]): string[][] {
  const decoder = new HpackDecoder();
  return blocks.map((block) => decode(decoder, hex(block)));
}

function decode(decoder: HpackDecoder, block: Uint8Array): string[] {
  const fields: string[] = [];
  const whole = decoder.decode(block, (name, value) => fields.push(`${name}: ${value}`));
  return whole ? fields : [...fields, '(broken)'];
}

describe('the representations of RFC 7541, appendix C.2', () => {
  test.each([
    [
      'literal with indexing',
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      'custom-key: custom-header',
    ],
    ['literal without indexing', '040c 2f73 616d 706c 652f 7061 7468', ':path: /sample/path'],
    ['literal never indexed', '1008 7061 7373 776f 7264 0673 6563 7265 74', 'password: secret'],
    ['indexed', '82', ':method: GET'],
  ])('%s', (_, block, field) => {
    expect(decodeAll(block)).toEqual([[field]]);
  });
});

const REQUESTS = [
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
  [
    ':method: GET',
    ':scheme: https',
    ':path: /index.html',
    ':authority: www.example.com',
    'custom-key: custom-value',
  ],
];

const COOKIE = 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
const RESPONSES = [
  [
    ':status: 302',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 307',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 200',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:22 GMT',
    'location: https://www.example.com',
    'content-encoding: gzip',
    `set-cookie: ${COOKIE}`,
  ],
];

describe('the blocks of one connection, RFC 7541, appendix C', () => {
  test('C.3: requests without Huffman coding', () => {
    const blocks = [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ];
    expect(decodeAll(...blocks)).toEqual(REQUESTS);
  });

  test('C.4: requests with Huffman coding', () => {
    const blocks = [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ];
    expect(decodeAll(...blocks)).toEqual(REQUESTS);
  });

  // The appendix sets the table's size to 256 by SETTINGS; an encoder says it in its first block.
  const SIZE_256 = '3fe101';

  test('C.5: responses without Huffman coding, entries evicted', () => {
    const blocks = [
      `${SIZE_256} 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32
       3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
      '4803 3330 37c1 c0bf',
      `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f
       6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630
       303b 2076 6572 7369 6f6e 3d31`,
    ];
    expect(decodeAll(...blocks)).toEqual(RESPONSES);
  });

  test('C.6: responses with Huffman coding, entries evicted', () => {
    const blocks = [
      `${SIZE_256} 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad
       1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
      '4883 640e ffc1 c0bf',
      `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335
       dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
    ];
    expect(decodeAll(...blocks)).toEqual(RESPONSES);
  });
});

describe('what an observer may lack', () => {
  test('an entry added before the capture began is left out, later ones are found', () => {
    expect(decodeAll('be 400161 0162 be')).toEqual([['a: b', 'a: b']]);
  });

  test('a name that refers to an unknown entry still counts as one entry', () => {
    // 0x7e: literal with indexing, name of dynamic entry 62, unknown here; then x: y, the unknown one is second newest.
    expect(decodeAll('7e 0176 400178 0179 be bf')).toEqual([['x: y', 'x: y']]);
  });

  test('after a broken block nothing older is trusted', () => {
    const [first, broken, after] = decodeAll('400161 0162', '4001', 'be');
    expect(first).toEqual(['a: b']);
    expect(broken).toEqual(['(broken)']);
    expect(after).toEqual([]);
  });
});

describe('damage', () => {
  test.each([
    ['index 0', '80'],
    ['a number that never ends', '7fff ffff ffff ffff ffff'],
    ['a string longer than the block', '0005 6162'],
    ['Huffman padding with a zero bit', '0081 1800'],
    ['Huffman padding of eight bits', '0082 1fff 00'],
  ])('%s breaks the block', (_, block) => {
    expect(decodeAll(block)[0]?.at(-1)).toBe('(broken)');
  });

  test('any bytes are decoded to an end, in bounded memory', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (blocks) => {
        const decoder = new HpackDecoder();
        for (const block of blocks) decode(decoder, block);
      }),
    );
  });
});

describe('the Huffman code', () => {
  test.each([
    ['five bits, the first letter', '1f', 'a'],
    ['twenty-eight bits, a control character', 'fffffe2f', '\x02'],
    ['twenty-seven bits, a byte beyond ASCII', 'fffffbdf', '\xcb'],
    ['thirty bits, a line feed', 'fffffff3', '\n'],
    ['EOS, which may not be coded', 'ffffffff', null],
  ])('%s', (_, coded, text) => {
    expect(decodeHuffman(hex(coded), 0, coded.length / 2)).toBe(text);
  });

  test('the static table has 61 entries, the last www-authenticate', () => {
    expect(staticTable).toHaveLength(61);
    expect(staticTable.at(-1)?.name).toBe('www-authenticate');
    expect(staticTable[15]).toEqual({ name: 'accept-encoding', value: 'gzip, deflate' });
  });
});
