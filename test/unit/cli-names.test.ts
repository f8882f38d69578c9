import { describe, expect, test } from '@jest/globals';
import { addressesOf, named, readNames } from '../../cli/names.ts';
import { findingOf, incidentOf, reportOf } from '../support/report-fixture.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const names = (content: string) => readNames(folder.file('names', content));

describe('names are read from', () => {
  test.each([
    ['lines as in /etc/hosts', '# pods\n10.0.0.1 gateway-1 alias\n\n2001:DB8:0::9\torders-1 # old\n'],
    ['IPv4-mapped addresses', '::ffff:10.0.0.1 gateway-1\n2001:db8::9 orders-1'],
    ['JSON', '{"10.0.0.1": "gateway-1", "2001:db8::9": "orders-1"}'],
    ['JSON behind a byte order mark', '\ufeff{"10.0.0.1": "gateway-1", "2001:db8::9": "orders-1"}'],
    [
      'what kubectl prints, without pods in the network of their host',
      JSON.stringify({
        items: [
          { metadata: { name: 'gateway-1' }, status: { podIP: '10.0.0.1', hostIP: '10.1.1.1' } },
          { metadata: { name: 'orders-1' }, status: { podIP: '2001:db8::9' } },
          { metadata: { name: 'node-agent' }, status: { podIP: '10.1.1.1', hostIP: '10.1.1.1' } },
          { metadata: { name: 'pending' }, status: {} },
          { metadata: { name: 'lost' }, status: null },
          null,
        ],
      }),
    ],
  ])('%s', (_what, content) => {
    expect([...names(content)]).toEqual([
      ['10.0.0.1', 'gateway-1'],
      ['2001:db8::9', 'orders-1'],
    ]);
  });

  test('nothing without a file', () => {
    expect(readNames(undefined).size).toBe(0);
  });
});

test.each([
  ['no address', 'orders 10.0.0.1', 'orders is no address'],
  ['an address cut short', '10.1 orders', '10.1 is no address'],
  ['no name', '10.0.0.1', '10.0.0.1 has no name'],
  ['a name that could be an address', '{"10.0.0.1": "[::1]:80"}', '10.0.0.1 has no name'],
  ['an address for a name', '{"10.0.0.1": "10.0.0.2"}', '10.0.0.1 has no name'],
  ['broken JSON', '{"10.0.0.1"', 'it is not JSON'],
  ['nothing', '', 'no names are in it'],
])('a file with %s is told', (_what, content, message) => {
  expect(() => names(content)).toThrow(message);
});

test('a file that is not there is told', () => {
  expect(() => readNames('/nowhere/names')).toThrow('--names /nowhere/names: no such file or directory');
});

test('a host may be asked for by its name, which several addresses may have', () => {
  const known = names('10.0.0.1 orders\n10.0.0.2 orders\n10.0.0.3 cart');
  expect(addressesOf(['orders', '10.0.0.9:80'], known)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.9:80']);
});

test('names stand wherever addresses do, with their ports, but not in filters and names of files', () => {
  const finding = findingOf({
    capture: '10.20.3.17.pcap',
    explanation: '10.20.3.17:8080 closed; 10.20.3.170 and [2001:db8::9]:443 did not; 2001:db8::9 neither',
    tupleFilter: 'ip.addr==10.20.3.17',
  });
  const report = reportOf({ findings: [finding], incidents: [incidentOf([finding])] });
  const told = named({ report, timelines: new Map() }, names('10.20.3.17 orders\n2001:db8::9 cart')).report;
  expect(told.findings[0]).toMatchObject({
    capture: '10.20.3.17.pcap',
    explanation: 'orders:8080 closed; 10.20.3.170 and cart:443 did not; cart neither',
    tupleFilter: 'ip.addr==10.20.3.17',
    connection: { client: '10.20.0.5:45474', server: 'orders:8080' },
  });
  expect(told.incidents[0]?.endpoints).toEqual(['orders:8080']);
});
