import { describe, expect, test } from '@jest/globals';
import { setName } from '../../src/input/rotation.ts';

/** Whether the names alone propose one set. */
function together(...names: string[]): boolean {
  return new Set(names.map((name) => setName(`captures/${name}`))).size === 1;
}

describe('names of one rotated set', () => {
  test.each([
    ['tcpdump -C', ['x.pcap', 'x.pcap1', 'x.pcap2', 'x.pcap10']],
    ['tcpdump -C -W, padded', ['x.pcap00', 'x.pcap01', 'x.pcap19']],
    ['tcpdump -C -z gzip, newest still open', ['x.pcap.gz', 'x.pcap1.gz', 'x.pcap2']],
    ['tcpdump -G with a time', ['rot_204712.pcap', 'rot_204715.pcap']],
    ['tcpdump -G with hours and minutes', ['gw-a_0310.pcap', 'gw-a_0315.pcap']],
    ['tcpdump -G with a date and a time', ['gw-2026-11-20_23-59-58.pcap', 'gw-2026-11-21_00-00-01.pcap']],
    ['tcpdump -G with ISO 8601', ['20261121T204712Z.pcap', '20261121T205712Z.pcap']],
    ['tcpdump -G with seconds since 1970', ['t-1795293403.pcap', 't-1795297003.pcap']],
    ['tcpdump -G -C', ['rot_204712.pcap', 'rot_204712.pcap1', 'rot_204715.pcap']],
    ['dumpcap ring', ['r_00001_20261121204713.pcapng', 'r_00002_20261121204718.pcapng']],
    ['dumpcap ring beyond 99999', ['r_99999_20261121204713.pcapng', 'r_100000_20261121204718.pcapng']],
    ['editcap -c', ['x_00000_20261121204713.pcap', 'x_00001_20261121204718.pcap']],
  ])('%s', (_program, names) => {
    expect(together(...names)).toBe(true);
  });

  test.each([
    ['two hosts', ['gw-a_0310.pcap', 'gw-b_0310.pcap']],
    ['two sides', ['proxy_side.pcap', 'upstream_side.pcap']],
    ['two snapshot lengths', ['proxy_snap96.pcap', 'proxy_snap128.pcap']],
    ['two pods', ['pod-12345_204712.pcap', 'pod-54321_204715.pcap']],
    ['two formats', ['x.pcap', 'x.pcapng']],
    ['two experiments', ['before1.pcap', 'before2.pcap']],
    ['a date that is none', ['run-20261399.pcap', 'run-20261499.pcap']],
    ['two folders', ['a/x.pcap1', 'b/x.pcap2']],
  ])('%s stay apart', (_what, names) => {
    expect(together(...names)).toBe(false);
  });
});
