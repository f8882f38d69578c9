/** What the decoder of a page tells of captures whose connections no page could list. */
import { expect, test } from '@jest/globals';
import { decode } from '../../src/browser/decode.ts';
import type { Answer } from '../../src/browser/messages.ts';
import { pcapFile, type TcpPacket, tcpFrame } from '../support/packet-bytes.ts';

/** One SYN each. */
function capture(connections: number): Uint8Array<ArrayBuffer> {
  const records = Array.from({ length: connections }, (_, place) => {
    const bytes = tcpFrame(syn(place));
    return { time: BigInt(place) * 1_000_000n, bytes, captured: bytes.length };
  });
  return Uint8Array.from(pcapFile(records, false, 65_535));
}

function syn(place: number): TcpPacket {
  return {
    from: { ip: Uint8Array.of(10, 0, place >> 8, place & 255), port: 40_000 },
    to: { ip: Uint8Array.of(10, 1, 0, 1), port: 8080 },
    seq: 100,
    ack: 0,
    flags: 2,
    window: 500,
    payload: new Uint8Array(),
    timestamp: null,
    ttl: 64,
    ipId: 0,
  };
}

async function decoded(bytes: readonly Uint8Array<ArrayBuffer>[]) {
  const answers: Answer[] = [];
  await decode([new File([...bytes], 'a.pcap')], (answer) => answers.push(answer), {
    signal: new AbortController().signal,
  });
  const report = answers.find((answer) => answer.type === 'report')?.report;
  const connections = answers.flatMap((answer) => (answer.type === 'connections' ? answer.connections : []));
  return {
    issues: report?.captures.flatMap(({ issues }) => issues.map(({ message }) => message)),
    connections,
  };
}

test('as many as a page can list are told, in parts', async () => {
  const { issues, connections } = await decoded([capture(5000)]);
  expect(connections).toHaveLength(5000);
  expect(issues).toEqual([]);
});

test('of more none is told, and that none is', async () => {
  const { issues, connections } = await decoded([capture(5001)]);
  expect(connections).toEqual([]);
  expect(issues).toEqual(['more than 5,000 connections: 5,001 are analysed but not listed']);
});

test('a capture too large for a list says where there is one', async () => {
  const { issues, connections } = await decoded([capture(1), new Uint8Array(17 << 20)]);
  expect(connections).toEqual([]);
  expect(issues?.at(-1)).toBe(
    'more than 16 MB: the connections are analysed but not listed here; closecall report lists up to 5,000',
  );
});
