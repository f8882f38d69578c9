import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { TcpScript } from '../support/tcp-script.ts';
import { tcpScript } from '../support/tcp-script.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const withTshark = hasTshark ? test : test.skip;
if (!hasTshark) console.warn('tcp-script: tshark is not installed, its numbers are not compared');

const FIELDS = ['tcp.stream', 'tcp.flags.str', 'tcp.seq', 'tcp.ack', 'tcp.len'];

/** One line per packet as Wireshark shows it: stream, flags, seq, ack, length, and further fields. */
function tshark(script: TcpScript, ...further: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tcp-script-'));
  try {
    const file = join(folder, 'script.pcap');
    writeFileSync(file, script.bytes);
    const fields = [...FIELDS, ...further].flatMap((name) => ['-e', name]);
    const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    const run = spawnSync('tshark', ['-n', '-r', file, ...checks, '-T', 'fields', ...fields], {
      encoding: 'utf8',
    });
    expect(run.status).toBe(0);
    return run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll('·', '').replaceAll('\t', ' ').trimEnd());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const race = tcpScript`
  # the upstream's idle timer fires while the second request is on its way
  0.000   C > S   SYN
  +0.040  S > C   SYN ACK
  +0.040  C > S   ACK
  +0      C > S   "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  +0.041  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
  7.080   C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"   @request
  7.090   S > C   FIN ack=28   @fin
  +0      C > S   FIN
  7.160   S > C   RST (bare) seq=41
  +0      S > C   RST (bare)
`;

describe('numbers', () => {
  withTshark('sequence and acknowledgement numbers are those of Wireshark', () => {
    expect(tshark(race)).toEqual([
      '0 S 0 0 0',
      '0 AS 0 1 0',
      '0 A 1 1 0',
      '0 A 1 1 27',
      '0 A 1 28 40',
      '0 A 28 41 47',
      '0 AF 41 28 0',
      '0 AF 75 42 0',
      '0 R 41 0 0',
      '0 R 42 0 0',
    ]);
  });

  withTshark('a lost packet takes its numbers along and is acknowledged by nobody', () => {
    const script = tcpScript`
      C > S  100 bytes
      C > S  100 bytes (lost)
      C > S  100 bytes
      S > C  ACK
      C > S  100 bytes seq=101
      S > C  ACK
    `;
    expect(tshark(script)).toEqual([
      '0 A 1 1 100',
      '0 A 201 1 100',
      '0 A 1 101 0',
      '0 A 101 1 100',
      '0 A 1 301 0',
    ]);
  });

  withTshark('an uncaptured packet was received all the same', () => {
    const script = tcpScript`
      C > S  100 bytes (uncaptured)
      S > C  ACK
    `;
    expect(script.frames).toBe(1);
    expect(tshark(script, 'tcp.ack_raw')[0]).toBe(`0 A 1 1 0 ${1_000_000 + 101}`);
  });

  withTshark('a SYN is refused by a reset with sequence number 0', () => {
    const script = tcpScript`
      C > S  SYN
      S > C  RST
    `;
    expect(tshark(script, 'tcp.seq_raw')[1]).toBe('0 AR 1 1 0 0');
  });

  withTshark('numbers wrap at 2^32', () => {
    const script = tcpScript`
      C > S  SYN isn=4294967290
      S > C  SYN ACK isn=7
      C > S  "0123456789"
      S > C  ACK
    `;
    const numbers = tshark(script, 'tcp.seq_raw', 'tcp.ack_raw');
    expect(numbers.slice(2)).toEqual(['0 A 1 1 10 4294967291 8', '0 A 1 11 0 8 5']);
  });

  withTshark('a SYN with a first number of its own is a new connection over the same ports', () => {
    const script = tcpScript`
      C > S  SYN
      S > C  SYN ACK
      C > S  SYN isn=9000
      S > C  SYN ACK
      C > S  ACK
      C1 > S  SYN
    `;
    expect(tshark(script)).toEqual([
      '0 S 0 0 0',
      '0 AS 0 1 0',
      '1 S 0 0 0',
      '1 AS 0 1 0',
      '1 A 1 1 0',
      '2 S 0 0 0',
    ]);
  });
});

describe('packets', () => {
  withTshark('checksums hold, over IPv4 and IPv6', () => {
    const six = tcpScript`
      capture ipv6
      C > S  "odd"
    `;
    const status = [
      'tcp.checksum.status',
      'ip.checksum.status',
      'ip.src',
      'ipv6.src',
      'ipv6.dst',
      'tcp.dstport',
    ];
    expect(tshark(race, ...status.slice(0, 3))[0]).toBe('0 S 0 0 0 1 1 10.0.0.1');
    expect(tshark(six, ...status)[0]).toBe('0 A 1 1 3 1   2001:db8::1 2001:db8::2 8080');
  });

  withTshark('header fields are what the line says', () => {
    const script = tcpScript`
      C1 = 192.0.2.9:5000
      +1.5  C1 > S2  PSH "a\x00\"\\" win=7 ttl=63 ipid=99 ts=5,6
      +0.25 S2 > C1  RST (bare) ttl=245
    `;
    const fields = [
      'tcp.srcport',
      'ip.dst',
      'tcp.window_size_value',
      'ip.ttl',
      'ip.id',
      'tcp.options.timestamp.tsval',
    ];
    expect(tshark(script, ...fields, 'tcp.payload', 'frame.time_relative')).toEqual([
      '0 AP 1 1 4 5000 10.0.0.4 7 63 0x0063 5 6100225c 0.000000000',
      '0 R 1 0 0 8080 192.0.2.9 0 245 0x0000   0.250000000',
    ]);
  });

  withTshark('an ICMP message quotes the packet that it is about', () => {
    for (const format of ['ns', 'ipv6']) {
      const script = tcpScript`
        capture ${format}
        C > S  SYN
        S > C  UNREACHABLE
      `;
      const [, message] = tshark(
        script,
        'icmp.type',
        'icmp.code',
        'icmpv6.type',
        'icmpv6.code',
        '_ws.malformed',
      );
      expect(message).toBe(format === 'ns' ? '0 S 1000000 0  3 3' : '0 S 1000000 0    1 4');
    }
  });
});

describe('file', () => {
  const view = (script: TcpScript): DataView => new DataView(script.bytes.buffer);

  test('counts its frames and finds the marked ones', () => {
    expect(race.frames).toBe(10);
    expect([race.frame('request'), race.frame('fin')]).toEqual([6, 7]);
    expect(() => race.frame('nothing')).toThrow('@nothing');
  });

  test('has microseconds, or nanoseconds where asked for', () => {
    const micro = view(tcpScript`0.123456789 C > S SYN`);
    const nano = view(tcpScript`
      capture ns
      0.123456789 C > S SYN
    `);
    expect([micro.getUint32(0, true), micro.getUint32(28, true)]).toEqual([0xa1b2c3d4, 123_456]);
    expect([nano.getUint32(0, true), nano.getUint32(28, true)]).toEqual([0xa1b23c4d, 123_456_789]);
  });

  test('a frame is cut by the file’s limit or by its own', () => {
    const whole = 14 + 20 + 20 + 100;
    const cut = view(tcpScript`
      capture snaplen=96
      C > S  100 bytes
    `);
    const own = view(tcpScript`C > S len=100 cut=60`);
    expect([cut.getUint32(16, true), cut.getUint32(32, true), cut.getUint32(36, true)]).toEqual([
      96,
      96,
      whole,
    ]);
    expect([own.getUint32(32, true), own.getUint32(36, true)]).toEqual([60, whole]);
  });

  test('the same script gives the same bytes', () => {
    const build = (): TcpScript => tcpScript`C > S "a"`;
    expect(build().bytes).toEqual(build().bytes);
  });
});

test.each([
  ['C > S FYN', 'unknown word FYN'],
  ['C S SYN', 'sender > receiver'],
  ['C > S size=3', 'unknown word size=3'],
  ['C > S seq=one', 'unknown word seq=one'],
  ['A > S SYN', 'A is no C or S'],
  ['capture fast', 'unknown word fast'],
  ['S > C UNREACHABLE', 'C has sent nothing'],
])('a mistake is named with its line: %s', (line, message) => {
  expect(() => tcpScript`${line}`).toThrow(message);
  expect(() => tcpScript`${line}`).toThrow('line 1');
});
