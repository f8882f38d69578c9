/**
 * Captures that are well-formed and far too much of one thing. The time that an analysis takes grows with the capture,
 * not with its square, and every bound that is reached is told. The limits are many times what is needed.
 */
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/report/schema.ts';
import { CpuWatch } from '../support/cpu-watch.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { join, type PcapRecord, pcapFile, type TcpPacket, tcpFrame } from '../support/packet-bytes.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const SERVER = { ip: Uint8Array.of(10, 0, 0, 2), port: 8080 };

/** One of 2^22 clients. */
const client = (n: number) => ({
  ip: Uint8Array.of(10, 1 + (n >>> 18), (n >>> 10) & 255, (n >>> 2) & 255),
  port: 40_000 + (n & 3),
});
const text = (content: string) => Uint8Array.from(content, (character) => character.charCodeAt(0));
const REQUEST = text('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
const RESPONSE = text('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
const BAD_GATEWAY = text('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');

class Flood {
  private readonly records: PcapRecord[] = [];
  private time = 0n;

  /** From client `n`, or to it. Relative numbers; both sides begin at 0. */
  packet(
    n: number,
    fromClient: boolean,
    flags: number,
    seq: number,
    ack: number,
    payload = new Uint8Array(0),
  ): void {
    const [from, to] = fromClient ? [client(n), SERVER] : [SERVER, client(n)];
    const rest = { window: 500, timestamp: null, ttl: 64, ipId: this.records.length & 0xffff };
    const packet: TcpPacket = { from, to, seq, ack, flags, payload, ...rest };
    const bytes = tcpFrame(packet);
    this.time += 10_000n;
    this.records.push({ time: this.time, bytes, captured: bytes.length });
  }

  /** Throws where it takes longer than any capture of this size may. */
  analyse(): Report {
    const file = pcapFile(this.records, true, 262_144);
    const watch = new CpuWatch();
    const { report } = analysisOf(file);
    watch.expectAtMost(10, `${this.records.length} packets`);
    return report;
  }
}

/** Connections that all end alike after the first request. */
function failing(count: number, end: (flood: Flood, n: number) => void): Flood {
  const flood = new Flood();
  for (let n = 0; n < count; n++) {
    flood.packet(n, true, SYN, 0, 0);
    flood.packet(n, false, SYN | ACK, 0, 1);
    flood.packet(n, true, ACK, 1, 1, REQUEST);
    end(flood, n);
  }
  return flood;
}

const CONNECTIONS = 5000;

describe(`${CONNECTIONS} failures of one kind`, () => {
  test.each<[string, (flood: Flood, n: number) => void]>([
    ['premature-close-before-headers', (flood, n) => flood.packet(n, false, FIN | ACK, 1, 28)],
    ['proxy-gave-up', (flood, n) => flood.packet(n, true, FIN | ACK, 28, 1)],
    ['reset-with-unread-request', (flood, n) => flood.packet(n, false, RST | ACK, 1, 28)],
  ])('%s', (kind, end) => {
    const { summary } = failing(CONNECTIONS, end).analyse();
    expect(summary.findings).toEqual({ [kind]: CONNECTIONS });
  });

  test('connect-refused', () => {
    const flood = new Flood();
    for (let n = 0; n < CONNECTIONS; n++) {
      flood.packet(n, true, SYN, 0, 0);
      flood.packet(n, false, RST | ACK, 0, 1);
    }
    expect(flood.analyse().summary.findings).toEqual({ 'connect-refused': CONNECTIONS });
  });
});

describe('one connection', () => {
  const established = () => {
    const flood = new Flood();
    flood.packet(0, true, SYN, 0, 0);
    flood.packet(0, false, SYN | ACK, 0, 1);
    return flood;
  };

  test.each([
    ['answers', RESPONSE],
    ['answers 502', BAD_GATEWAY],
  ])('with 30,000 requests and their %s, 50 at a time', (_, response) => {
    const flood = established();
    const requests = join(...Array<Uint8Array>(50).fill(REQUEST));
    const responses = join(...Array<Uint8Array>(50).fill(response));
    for (let i = 0; i < 600; i++) {
      const received = 1 + i * responses.length;
      const sent = 1 + (i + 1) * requests.length;
      flood.packet(0, true, ACK, sent - requests.length, received, requests);
      flood.packet(0, false, ACK, received, sent, responses);
    }
    expect(flood.analyse().summary).toMatchObject({
      requests: 30_000,
      responses: 30_000,
      failedRequests: 0,
    });
  });

  test('with 30,000 holes', () => {
    const flood = established();
    flood.packet(0, true, ACK, 1, 1, REQUEST);
    for (let i = 1; i <= 30_000; i++) flood.packet(0, true, ACK, 28 + i * 20, 1, REQUEST.subarray(0, 10));
    expect(flood.analyse().summary).toMatchObject({ connections: 1, failedRequests: 0 });
  });

  test('with 30,000 segments from the last to the first', () => {
    const flood = established();
    for (let i = 30_000; i >= 1; i--) flood.packet(0, true, ACK, 1 + i, 1, REQUEST.subarray(0, 1));
    expect(flood.analyse().summary.connections).toBe(1);
  });

  test('with 30,000 resets', () => {
    const flood = established();
    for (let i = 0; i < 30_000; i++) flood.packet(0, false, RST, 1 + (i % 7), 0);
    expect(flood.analyse().summary.connections).toBe(1);
  });
});

test('70,000 open connections are more than are followed, and the report says so', () => {
  const flood = new Flood();
  for (let n = 0; n < 70_000; n++) flood.packet(n, true, SYN, 0, 0);
  const { summary, captures } = flood.analyse();
  expect(summary.connections).toBe(70_000);
  expect(captures[0]?.issues.map(({ code }) => code)).toContain('too-many-connections');
});
