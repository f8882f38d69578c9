/** The line that says how far the reading is. */
import { expect, test } from '@jest/globals';
import { progressText } from '../../cli/progress.ts';

test.each([
  [
    { path: 'a/gw.pcap', bytes: 300e6, totalBytes: 1e9 },
    2,
    '[######--------------] 30 %  300.0 MB of 1.0 GB  150.0 MB/s  5 s left  gw.pcap',
  ],
  [
    { path: 'gw.pcap', bytes: 1e9, totalBytes: 100e9 },
    10,
    '[--------------------] 1 %  1.0 GB of 100.0 GB  100.0 MB/s  17 min left  gw.pcap',
  ],
  [
    { path: 'gw.pcap', bytes: 2e6, totalBytes: 1e6 },
    1,
    '[####################] 100 %  2.0 MB of 1.0 MB  2.0 MB/s  0 s left  gw.pcap',
  ],
  [{ path: '-', bytes: 5e6, totalBytes: null }, 1, '5.0 MB  5.0 MB/s  -'],
])('%o after %d s', (progress, seconds, line) => {
  expect(progressText(progress, seconds)).toBe(line);
});

test('nothing in a file name acts on the terminal', () => {
  expect(progressText({ path: 'a\u001b[2J.pcap', bytes: 1, totalBytes: 2 }, 1)).not.toContain('\u001b');
});
