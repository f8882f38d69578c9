/** What keeps large reports within bounds: lists that are given up, texts that are never there as a whole. */
import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { deflateBase64 } from '../../cli/viewer-assets.ts';
import { analyze } from '../../src/node/index.ts';
import { EXCHANGE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const FOUR_CONNECTIONS = Buffer.concat(
  [1, 2, 3, 4].map((client, at) => {
    const { bytes } = tcpScript`${EXCHANGE}`;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let offset = 24; offset < bytes.length; offset += 16 + view.getUint32(offset + 8, true))
      renumber(bytes.subarray(offset + 16), client);
    return at === 0 ? bytes : bytes.subarray(24);
  }),
);

/** Gives the client another port: behind Ethernet (14) and IPv4 (20 bytes). */
function renumber(frame: Uint8Array, client: number): void {
  const tcp = new DataView(frame.buffer, frame.byteOffset + 34);
  for (const at of [0, 2]) if (tcp.getUint16(at) > 10_000) tcp.setUint16(at, 50_000 + client);
}

const listed = async (maxConnections?: number) =>
  analyze(FOUR_CONNECTIONS, {
    connections: true,
    ...(maxConnections === undefined ? {} : { maxConnections }),
  });

test.each([undefined, 4, 5])('as many connections as asked for are listed (%p)', async (most) => {
  const { report } = await listed(most);
  expect(report.connections).toHaveLength(4);
  expect(report.captures[0]?.issues).toEqual([]);
});

test.each([0, 1, 3])('more than that, and none is listed, which is said (%p)', async (most) => {
  const { report } = await listed(most);
  expect(report.connections).toBeUndefined();
  expect(report.summary.connections).toBe(4);
  expect(report.captures[0]?.issues.map(({ message }) => message)).toEqual([
    `more than ${most} connections: 4 are analysed but not listed`,
  ]);
});

test('text is deflated in pieces that inflate as one', () => {
  const pieces = Array.from({ length: 20 }, (_, at) => `${at} `.repeat(150_000));
  expect(inflateRawSync(Buffer.from(deflateBase64(pieces), 'base64')).toString()).toBe(pieces.join(''));
  expect(inflateRawSync(Buffer.from(deflateBase64([]), 'base64'))).toHaveLength(0);
});
