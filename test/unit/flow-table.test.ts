/** From addresses and ports to connections. */
import { describe, expect, test } from '@jest/globals';
import { Segment } from '../../src/decode/segment.ts';
import { Ipv6Addresses } from '../../src/flow/addresses.ts';
import { clientByPorts } from '../../src/flow/roles.ts';
import { FlowTable, type Tuple } from '../../src/flow/table.ts';
import { Tombstones } from '../../src/flow/tombstones.ts';

const v4 = (srcV4: number, srcPort: number, dstV4: number, dstPort: number): Tuple => ({
  ipVersion: 4,
  srcV4,
  dstV4,
  buffer: new Uint8Array(0),
  srcOffset: 0,
  dstOffset: 0,
  srcPort,
  dstPort,
});

/** The last byte of either address. */
const v6 = (src: number, srcPort: number, dst: number, dstPort: number): Tuple => {
  const buffer = new Uint8Array(32);
  buffer.set([0x20, 1, 0xd, 0xb8], 0);
  buffer.set([0x20, 1, 0xd, 0xb8], 16);
  buffer[15] = src;
  buffer[31] = dst;
  return { ...v4(0, srcPort, 0, dstPort), ipVersion: 6, buffer, srcOffset: 0, dstOffset: 16 };
};

const A = 0x0a000001;
const B = 0x0a000002;

describe('flow table', () => {
  test.each([
    ['IPv4', v4(A, 40_000, B, 80), v4(B, 80, A, 40_000)],
    ['IPv6', v6(1, 40_000, 2, 80), v6(2, 80, 1, 40_000)],
    ['one host with itself', v4(A, 40_000, A, 80), v4(A, 80, A, 40_000)],
    ['addresses beyond 2^31', v4(0xc0000001, 1, 0xffffffff, 2), v4(0xffffffff, 2, 0xc0000001, 1)],
  ])('both directions are one slot: %s', (_, there, back) => {
    const table = new FlowTable();
    const slot = table.find(there);
    const direction = table.direction;
    expect(table.find(back)).toBe(slot);
    expect(table.direction).toBe(direction ^ 1);
    expect(table.size).toBe(1);
  });

  test('any difference is another slot, the IP version included', () => {
    const table = new FlowTable();
    const slots = [
      v4(A, 40_000, B, 80),
      v4(A, 40_001, B, 80),
      v4(A, 40_000, B, 81),
      v4(A, 40_000, B + 1, 80),
      v4(A, 80, B, 40_000),
      v4(0, 40_000, 1, 80),
      v6(1, 40_000, 2, 80),
    ].map((tuple) => table.find(tuple));
    expect(new Set(slots).size).toBe(slots.length);
  });

  test('endpoints are told as they came, IPv6 in brackets', () => {
    const table = new FlowTable();
    const four = table.find(v4(A, 40_000, B, 80));
    const six = table.find(v6(9, 65_535, 1, 0));
    expect([table.endpoint(four, 0), table.endpoint(four, 1)]).toEqual(['10.0.0.1:40000', '10.0.0.2:80']);
    expect([table.endpoint(six, 0), table.endpoint(six, 1)].sort()).toEqual([
      '[2001:db8::1]:0',
      '[2001:db8::9]:65535',
    ]);
  });

  test('looking up makes nothing', () => {
    const table = new FlowTable();
    expect(table.lookup(v4(A, 1, B, 2))).toBe(-1);
    expect(table.size).toBe(0);
    const slot = table.find(v4(A, 1, B, 2));
    expect(table.lookup(v4(B, 2, A, 1))).toBe(slot);
  });

  test('grows, and finds all again', () => {
    const table = new FlowTable();
    const tuple = (n: number) => v4(A + (n >>> 8), 1000 + (n & 255), B, 80);
    for (let n = 0; n < 20_000; n++) expect(table.find(tuple(n))).toBe(n);
    for (let n = 0; n < 20_000; n += 7) expect(table.find(tuple(n))).toBe(n);
  });

  test('keeps only the slots it is told to, in their order', () => {
    const table = new FlowTable();
    const tuple = (n: number) => v4(A + n, 1000, B, 80);
    for (let n = 0; n < 100; n++) table.find(tuple(n));
    table.keepOnly([3, 50, 99]);
    expect(table.size).toBe(3);
    expect([3, 50, 99, 4].map((n) => table.lookup(tuple(n)))).toEqual([0, 1, 2, -1]);
    expect(table.find(tuple(4))).toBe(3);
  });
});

test('IPv6 addresses are numbered in order of appearance, however many', () => {
  const addresses = new Ipv6Addresses();
  const bytes = new Uint8Array(17);
  const intern = (n: number) => {
    new DataView(bytes.buffer).setUint32(13, n);
    return addresses.intern(bytes, 1);
  };
  for (let n = 0; n < 5000; n++) expect(intern(n)).toBe(n);
  for (let n = 0; n < 5000; n += 11) expect(intern(n)).toBe(n);
  expect([addresses.text(0), addresses.text(1), addresses.text(4660)]).toEqual(['::', '::1', '::1234']);
});

test('of forgotten IPv6 addresses nothing stays, the others keep their numbers', () => {
  const addresses = new Ipv6Addresses();
  const bytes = new Uint8Array(16);
  const intern = (n: number) => {
    new DataView(bytes.buffer).setUint32(12, n);
    return addresses.intern(bytes, 0);
  };
  for (let n = 0; n < 3000; n++) intern(n);
  addresses.keepOnly(new Set([7, 1500, 2999]));
  expect([intern(7), intern(1500), intern(2999)]).toEqual([7, 1500, 2999]);
  expect([addresses.text(7), addresses.text(1500), addresses.text(2999)]).toEqual(['::7', '::5dc', '::bb7']);
  expect([intern(8), intern(9), intern(8)]).toEqual([3000, 3001, 3000]);
  expect(addresses.text(3001)).toBe('::9');
});

test('connections over IPv6 are found again when others were forgotten', () => {
  const table = new FlowTable();
  const tuple = (n: number) => v6(n, 40_000, 250, 80);
  for (let n = 0; n < 200; n++) table.find(tuple(n));
  table.find(tuple(50));
  const { direction } = table;
  table.keepOnly([50, 120]);
  expect([table.find(tuple(120)), table.find(tuple(50))]).toEqual([1, 0]);
  expect(table.direction).toBe(direction);
  expect(table.endpoint(0, direction)).toBe('[2001:db8::32]:40000');
  expect(table.endpoint(1, 0)).toBe('[2001:db8::fa]:80');
  expect(table.find(tuple(51))).toBe(2);
});

describe('the client, where no handshake and no bytes tell', () => {
  test.each([
    // lower endpoint's port, higher endpoint's port, which is the client
    [40_000, 80, 0],
    [80, 40_000, 1],
    [32_768, 32_767, 0],
    [32_767, 32_768, 1],
    [50_000, 40_000, 0],
    [40_000, 50_000, 1],
    [8080, 443, 0],
    [443, 8080, 1],
    [80, 80, 0],
  ])('ports %i and %i: endpoint %i', (low, high, client) => {
    expect(clientByPorts(low, high)).toBe(client);
  });
});

describe('what stays of a connection that was judged', () => {
  const SYN = 2;
  const ACK = 16;
  const segment = (flags: number, seq: number) => Object.assign(new Segment(), { flags, seq });
  const tombstones = new Tombstones();
  tombstones.put(5000, { base: 100, based: true }, { base: 0, based: false });

  test.each([
    ['a late acknowledgement', ACK, 777, 0, true],
    ['a copy of its SYN', SYN, 100, 0, true],
    ['a SYN with another number', SYN, 101, 0, false],
    ['a SYN-ACK', SYN | ACK, 101, 0, true],
    ['a SYN of a side whose first number is not known', SYN, 9, 1, true],
  ] as const)('%s', (_, flags, seq, sender, covered) => {
    expect(tombstones.covers(5000, sender, segment(flags, seq))).toBe(covered);
  });

  test('nothing is said of other slots', () => {
    expect(tombstones.covers(4999, 0, segment(ACK, 1))).toBe(false);
    expect(tombstones.covers(1 << 20, 0, segment(ACK, 1))).toBe(false);
  });
});
