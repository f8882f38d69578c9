/** A capture that is not the same when it is read for the second time. */
import { rmSync, truncateSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/report/schema.ts';
import { extracted } from '../support/extracted.ts';
import { EXCHANGE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const race = tcpScript`
  ${EXCHANGE}
  +3      C > S   "GET /again HTTP/1.1\r\nHost: a\r\n\r\n"
  +0.010  S > C   FIN ack=28
  +0.010  S > C   RST (bare) seq=41
`;

test.each([
  ['is gone', rmSync],
  ['is empty', truncateSync],
] as const)('where a capture %s its connections are missed', async (_, change) => {
  for (const level of ['none', 'standard'] as const) {
    const path = folder.file('race.pcap', race.bytes);
    const choose = (findings: readonly Finding[]) => {
      change(path);
      return findings;
    };
    expect(await extracted([path], level)).toMatchObject({ missing: 0 });
    expect(await extracted([path], level, choose)).toMatchObject({ missing: 1, packets: 0 });
  }
});
