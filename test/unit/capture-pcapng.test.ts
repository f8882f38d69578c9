import { describe, expect, test } from '@jest/globals';
import {
  BIG,
  block,
  bytes,
  fill,
  interfaceBlock,
  LITTLE,
  type NgPacket,
  option,
  type Part,
  packetBlock,
  read,
  sectionBlock,
} from '../support/capture-bytes.ts';

const DATA = 'de ad be ef 01';

/** A little-endian section with one Ethernet interface, then what is given. */
const section = (...blocks: readonly Part[]): Uint8Array =>
  bytes(sectionBlock(LITTLE), interfaceBlock(LITTLE, 1), ...blocks);
const packet = (fields: Partial<NgPacket> = {}): Uint8Array => packetBlock(LITTLE, { data: DATA, ...fields });
/** The same packet as an obsolete packet block: 16 bits interface, 16 bits drop count. */
const obsolete = (drops: number): Uint8Array => {
  const fields = [...LITTLE.u16(0), ...LITTLE.u16(drops)];
  return block(LITTLE, 2, bytes(fields, fill(8), LITTLE.u32(5), LITTLE.u32(5), DATA, fill(3)));
};
const simple = (original: number, data: Part): Uint8Array =>
  block(LITTLE, 3, bytes(LITTLE.u32(original), data));
const statistics = (interfaceId: number, ...options: readonly Part[]): Uint8Array =>
  block(LITTLE, 5, bytes(LITTLE.u32(interfaceId), fill(8), ...options));
const counter = (code: number, value: bigint): Uint8Array => option(LITTLE, code, LITTLE.u64(value));

describe('pcapng: sections and interfaces', () => {
  test.each([
    ['little-endian', LITTLE],
    ['big-endian', BIG],
  ])('%s', (_name, order) => {
    const time = 1_700_000_000_123_456n;
    const file = bytes(
      sectionBlock(order),
      interfaceBlock(order, 276, 96, option(order, 2, bytes('65 74 68 30'))),
      packetBlock(order, { data: DATA, time, original: 1500 }),
    );
    const { reader, frames } = read(file);
    expect(frames).toEqual([
      {
        buffer: bytes(DATA),
        offset: 0,
        capturedLength: 5,
        originalLength: 1500,
        seconds: 1_700_000_000,
        nanoseconds: 123_456_000,
        linkType: 276,
        interfaceId: 0,
        fileOffset: 56,
      },
    ]);
    expect(reader.format).toBe('pcapng');
    expect(reader.interfaces).toEqual([
      { name: 'eth0', description: null, linkType: 276, snaplen: 96, drops: null },
    ]);
  });

  test('interface ids of a later section count on, and its byte order may differ', () => {
    const file = bytes(
      section(packet()),
      sectionBlock(BIG),
      interfaceBlock(BIG, 113),
      interfaceBlock(BIG, 101),
      packetBlock(BIG, { data: DATA, interfaceId: 1 }),
    );
    const { frames, reader } = read(file);
    expect(frames.map((frame) => [frame.interfaceId, frame.linkType])).toEqual([
      [0, 1],
      [2, 101],
    ]);
    expect([...reader.linkTypes]).toEqual([1, 113, 101]);
  });

  test('version 1.2 is read as 1.0', () => {
    expect(read(sectionBlock(LITTLE, [1, 2])).error).toBeUndefined();
  });

  test.each([
    [0, 9],
    [1, 1],
    [2, 0],
  ])('version %i.%i is refused', (major, minor) => {
    expect(read(sectionBlock(LITTLE, [major, minor])).error?.code).toBe('unsupported-version');
  });

  test('an unknown byte-order magic is refused', () => {
    const { error } = read(bytes('0a0d0d0a 0000001c ffffffff 0001 0000', fill(12)));
    expect(error?.code).toBe('damaged-header');
  });

  test('trouble in a later section header ends the reading, what came before is kept', () => {
    const { reader, issues } = read(section(packet(), sectionBlock(LITTLE, [9, 9]), packet()));
    expect([reader.frames, reader.complete]).toEqual([1, false]);
    expect(issues[0]).toMatchObject({ code: 'unsupported-version', frame: 2 });
  });

  test.each([
    ['UTF-8', 'e4 bb a5 e5 a4 aa', '以太'],
    ['Latin-1, where it is no UTF-8', '65 f6', 'eö'],
    ['up to a zero byte', '65 74 68 00 78', 'eth'],
  ])('an interface name is %s', (_rule, hex, name) => {
    const file = bytes(sectionBlock(LITTLE), interfaceBlock(LITTLE, 1, 0, option(LITTLE, 2, hex)));
    expect(read(file).reader.interfaces[0]?.name).toBe(name);
  });
});

describe('pcapng: times', () => {
  const timed = (time: bigint, ...options: readonly Part[]): readonly (number | undefined)[] => {
    const file = bytes(sectionBlock(LITTLE), interfaceBlock(LITTLE, 1, 0, ...options), packet({ time }));
    const frame = read(file).frames[0];
    return [frame?.seconds, frame?.nanoseconds];
  };
  const resolution = (value: number): Uint8Array => option(LITTLE, 9, [value]);

  test.each([
    ['10^0', 0, 1_700_000_000n, 1_700_000_000, 0],
    ['10^-3', 3, 1_700_000_000_001n, 1_700_000_000, 1_000_000],
    ['10^-6', 6, 1_700_000_000_000_001n, 1_700_000_000, 1000],
    ['10^-9', 9, 1_700_000_000_999_999_999n, 1_700_000_000, 999_999_999],
    ['10^-9, the largest count', 9, 0xffff_ffff_ffff_ffffn, 18_446_744_073, 709_551_615],
    ['10^-12', 12, 1_700_000_000_000_001_999n, 1_700_000, 1],
    ['10^-18', 18, 0xffff_ffff_ffff_ffffn, 18, 446_744_073],
    ['2^0', 0x80, 1_700_000_000n, 1_700_000_000, 0],
    ['2^-10', 0x8a, 1_700_000_000n * 1024n + 512n, 1_700_000_000, 500_000_000],
    ['2^-30', 0x9e, (1_700_000_000n << 30n) + 1n, 1_700_000_000, 0],
    ['2^-32', 0xa0, (1_700_000_000n << 32n) + 0x8000_0000n, 1_700_000_000, 500_000_000],
  ])('units of %s s', (_name, exponent, time, seconds, nanoseconds) => {
    expect(timed(time, resolution(exponent))).toEqual([seconds, nanoseconds]);
  });

  test('a resolution of a wrong length counts as absent', () => {
    expect(timed(1_000_001n, option(LITTLE, 9, [9, 9]))).toEqual([1, 1000]);
  });

  test.each([
    [3600n, 3601],
    [-3600n, -3599],
  ])('if_tsoffset adds %i seconds', (offset, seconds) => {
    expect(timed(1_000_000n, option(LITTLE, 14, LITTLE.u64(BigInt.asUintN(64, offset))))).toEqual([
      seconds,
      0,
    ]);
  });

  test('times of one interface may go back and forth over seconds and over 2^32 units', () => {
    const times = [5n, 4_294_967_296n, 4_294_967_295n, 4_000_000n, 3_999_999n, 8_589_934_592_000_001n, 0n];
    const frames = read(section(...times.map((time) => packet({ time })))).frames;
    const found = frames.map(
      (frame) => BigInt(frame.seconds) * 1_000_000n + BigInt(frame.nanoseconds / 1000),
    );
    expect(found).toEqual(times);
  });
});

describe('pcapng: other blocks that hold packets', () => {
  test('the obsolete packet block', () => {
    const { frames, reader } = read(section(obsolete(3), obsolete(0xffff), obsolete(2)));
    expect(frames.map((frame) => frame.buffer)).toEqual([bytes(DATA), bytes(DATA), bytes(DATA)]);
    expect(reader.droppedPackets).toBe(5);
  });

  test('a simple packet is cut by the snap length and has the time of the packet before', () => {
    const file = bytes(
      sectionBlock(LITTLE),
      interfaceBlock(LITTLE, 1, 3),
      packet({ time: 7_000_000n }),
      simple(1500, '01 02 03 00'),
      simple(2, '01 02'),
    );
    const { frames, issues } = read(file);
    expect(
      frames.slice(1).map((frame) => [frame.capturedLength, frame.originalLength, frame.seconds]),
    ).toEqual([
      [3, 1500, 7],
      [2, 2, 7],
    ]);
    expect(issues.map((issue) => issue.code)).toEqual(['no-time']);
  });

  test('without a snap length a simple packet is bounded by its block', () => {
    expect(read(section(simple(1500, fill(8)))).frames[0]?.capturedLength).toBe(8);
  });
});

describe('pcapng: drop counters', () => {
  test('without any the number is not known', () => {
    expect(read(section(packet())).reader.droppedPackets).toBeNull();
  });

  test('drops of the interface and of the system add up; later statistics replace earlier ones', () => {
    const first = statistics(0, counter(5, 1n), counter(7, 1n));
    const last = statistics(0, counter(4, 100n), counter(5, 10n), counter(7, 3n));
    expect(read(section(first, last)).reader.droppedPackets).toBe(13);
  });

  test('statistics without a drop counter say nothing', () => {
    expect(read(section(statistics(0, counter(4, 100n)))).reader.droppedPackets).toBeNull();
  });

  test('counters of a wrong size and statistics of unknown interfaces are not read', () => {
    const file = section(statistics(0, option(LITTLE, 5, [1])), statistics(9, counter(5, 4n)));
    expect(read(file).reader.droppedPackets).toBeNull();
  });

  test('drop counts on packets are summed by interface', () => {
    const options = bytes(option(LITTLE, 2, fill(4)), counter(4, 2n));
    expect(read(section(packet({ options }), packet({ options }))).reader.droppedPackets).toBe(4);
  });
});

describe('pcapng: blocks of no interest', () => {
  test.each([
    ['names', 4],
    ['secrets', 10],
    ['custom', 0x0bad],
    ['unknown', 0x7fff_0000],
  ])('%s are passed over by their length', (_name, type) => {
    const { reader, issues } = read(section(block(LITTLE, type, fill(1000)), packet()));
    expect([reader.frames, reader.complete, issues.length]).toEqual([1, true, 0]);
  });

  test('a file that ends inside one is cut short', () => {
    const file = section(packet(), block(LITTLE, 10, fill(1000)));
    const { reader, issues } = read(file.subarray(0, file.length - 600));
    expect([reader.frames, reader.truncated, reader.complete]).toEqual([1, true, true]);
    expect(issues[0]?.message).toContain('600 bytes are missing');
  });
});

describe('pcapng: damage', () => {
  test.each([
    ['more bytes than the block has', packet({ captured: 100_000 }), 'damaged-block'],
    ['a length of 2^32 - 1', packet({ captured: 0xffff_ffff }), 'damaged-block'],
    ['an interface that is not described', packet({ interfaceId: 1 }), 'unknown-interface'],
    ['two lengths that differ', block(LITTLE, 6, fill(28), { trailer: 44 }), 'damaged-block'],
  ])('a packet with %s is left out, the next one is read', (_name, damaged, code) => {
    const { reader, issues } = read(section(packet(), damaged, packet()));
    expect([reader.frames, reader.complete]).toEqual([2, false]);
    expect(issues).toEqual([{ code, message: expect.stringContaining('left out'), frame: 2, offset: 88 }]);
  });

  test.each([0, 1, 11, 12, 28, 0x7fff_ffff, 0xffff_fffc, 0xffff_ffff])(
    'after a packet block with a length of %i nothing more is read',
    (length) => {
      const { reader, issues } = read(section(packet(), block(LITTLE, 6, fill(28), { length }), packet()));
      expect([reader.frames, reader.complete]).toEqual([1, false]);
      expect(issues.map((issue) => issue.code)).toEqual(['damaged-block']);
    },
  );

  test('a length that is no multiple of four counts as rounded up', () => {
    const odd = bytes(packet());
    odd[4] = (odd[4] as number) - 3;
    odd[odd.length - 4] = (odd[odd.length - 4] as number) - 3;
    expect(read(section(odd, packet())).reader.frames).toBe(2);
  });

  test('options that overrun their block are not read, the packet is', () => {
    const { frames } = read(section(packet({ options: 'ffff ffff' })));
    expect(frames.length).toBe(1);
  });

  test('issues of one kind are told ten times, then counted', () => {
    const damaged = Array.from({ length: 25 }, () => packet({ interfaceId: 5 }));
    const { issues } = read(section(...damaged));
    expect(issues.length).toBe(11);
    expect(issues.at(-1)).toEqual({ code: 'unknown-interface', message: '15 more of this kind' });
  });
});
