/**
 * One pair of endpoints after another: RFC 9293 §3.10.7.4 and RFC 6191 let a SYN open a new connection in TIME-WAIT.
 * Connections are counted as Wireshark counts its tcp.stream.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { connectionsOf, findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, OK } from '../support/http-lines.ts';
import type { TcpScript } from '../support/tcp-script.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const CLOSED = raw`
  ${EXCHANGE}
  5.000   S > C   FIN
  +0      C > S   FIN
  +0      S > C   ACK
`;

describe('a SYN in TIME-WAIT opens a new connection', () => {
  test.each([
    ['a greater first number', 2_000_000_000],
    ['a first number inside the old window', 1_000_100],
    ['a lower first number: timestamps let it pass (RFC 6191 §2)', 5],
    ['a first number on the other side of the circle', 3_500_000_000],
  ])('%s', (_, isn) => {
    const script = tcpScript`
      ${CLOSED}
      6.000   C > S   SYN isn=${isn}
      +0.020  S > C   SYN ACK
      +0      C > S   ACK
      +0      C > S   "GET /second HTTP/1.1\r\n\r\n"
      +0.020  S > C   FIN
      +0      C > S   FIN
    `;
    expect(connectionsOf(script)).toMatchObject([
      { index: 0, requests: 1, end: 'fin' },
      { index: 1, requests: 1, firstFrame: 10 },
    ]);
    expect(findingOf(script)).toMatchObject({
      kind: 'premature-close-before-headers',
      connection: { index: 1 },
      request: { number: 1, target: '/second' },
    });
  });

  test('the same number is a late copy of the old SYN', () => {
    const script = tcpScript`
      ${CLOSED}
      6.000   C > S   SYN seq=0
    `;
    expect(connectionsOf(script)).toHaveLength(1);
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('ports may be used again and again', () => {
    const again = (isn: number) => raw`
      +1      C > S   SYN isn=${isn}
      +0      S > C   SYN ACK
      +0      C > S   ACK
      +0      C > S   ${GET}
      +0      S > C   ${OK}
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    const script = tcpScript`${[10, 20, 30, 40, 50].map(again).join('\n')}`;
    expect(outcomesOf(script)).toEqual(Array<string>(5).fill('idle-close'));
    expect(connectionsOf(script).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  test('an outstanding request of the old connection stays its own', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${GET}
      6.000   C > S   SYN isn=77
      +0      S > C   SYN ACK
      +0      C > S   ${GET}
      +0      S > C   ${OK}
    `;
    expect(connectionsOf(script)).toMatchObject([
      { requests: 2, responses: 1 },
      { requests: 1, responses: 1 },
    ]);
  });
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;

/** Number of the first frame of each tcp.stream. */
function firstFrames({ bytes }: TcpScript): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'port-reuse-'));
  try {
    const file = join(folder, 'script.pcap');
    writeFileSync(file, bytes);
    const fields = ['-T', 'fields', '-e', 'tcp.stream'];
    const { stdout } = spawnSync('tshark', ['-n', '-r', file, ...fields], { encoding: 'utf8' });
    const streams = stdout.trimEnd().split('\n');
    return [...new Set(streams)].map((stream) => streams.indexOf(stream) + 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

(hasTshark ? test : test.skip)('streams are counted as tshark counts them', () => {
  const script = tcpScript`
    ${CLOSED}
    6.000   C > S    SYN isn=5
    +0      S > C    SYN ACK
    +0      C > S    SYN seq=0
    +0      C1 > S   SYN
    7.000   C > S    SYN isn=6
    +0      C > S    SYN isn=7
    +0      S > C    SYN ACK isn=90
    +0      C > S    RST (bare)
    8.000   C > S    SYN isn=7
    +0      S > C    SYN isn=1234
    9.000   S > C    SYN ACK isn=4321 seq=0
    +0      C > S    ${GET} seq=1
  `;
  expect(connectionsOf(script).map(({ firstFrame }) => firstFrame)).toEqual(firstFrames(script));
});
