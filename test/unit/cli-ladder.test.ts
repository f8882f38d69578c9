import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ladderLines } from '../../cli/render/ladder.ts';
import { Zone } from '../../cli/render/zone.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { findingOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { raceFinding, raceTimeline } from '../support/race-fixture.ts';
import { type TcpScript, tcpScript } from '../support/tcp-script.ts';

const draw = (timeline: Timeline, finding: Finding | null, width = 100) =>
  ladderLines(timeline, finding, { width, zone: new Zone('UTC') });

const drawScript = (script: TcpScript, width = 100) => draw(timelineOf(script), findingOf(script), width);

const atGateway = tcpScript`
  ${EXCHANGE}
  5.050   C > S   ${POST}
  +0.010  S > C   FIN ack=28
  +0      C > S   FIN
  +0.010  S > C   RST (bare) seq=41
  +0      S > C   RST (bare) seq=42
`;

const atUpstream = tcpScript`
  0.000   C > S   SYN
  +0      S > C   SYN ACK
  +0.020  C > S   ACK
  +0      C > S   ${GET}
  +0.001  S > C   ${OK}
  +0.020  C > S   ACK
  5.060   S > C   FIN ack=28
  +0.005  C > S   ${POST} ack=41
  +0      S > C   RST (bare) seq=41
`;

describe('the race', () => {
  test('is drawn as two arrows that cross, with both clocks and the two moments', () => {
    expect(draw(raceTimeline, raceFinding)).toEqual([
      ' frame  seen here  gateway 10.77.0.1:55012          upstream 10.77.0.2:8080  estimated',
      '        20:36:43   |  captured here, RTT 60.2 ms                          |',
      ' #10    .125717    o--- handshake, 3 packets ---------------------------->o  .177632',
      ' #34    .232870    o=== GET /ok  seq 1 len 145 ack 1 ====================>o  .262985',
      ' #53    .380341    o<== response 200  seq 1 len 142 ack 146 ==============o  .350225',
      '        20:36:45   :  idle 1.947 s                                        :',
      ' #66    .327782    o=== POST /ok ===========.     .--------- FIN ---------o  .353787   (1) closes',
      '                   |    seq 146 len 217      \\   /             seq 143    |',
      '                   |    ack 143               \\ /              ack 146    |',
      '                   |                           X                          |',
      '                   |                          / \\                         |',
      " #77    .383903    o<------------------------'   '=======================>o  .365304   (2) too late",
      ' #78    .383932    o--- FIN  seq 363 ack 144 ---------------------------->o  .414047',
      ' #90    .402826    x<.. RST  seq 143, answers the POST ...................o  .365304',
      ' #102   .444163    x<.. RST  seq 144, answers the FIN ....................o  .414047',
      ' (1) upstream closes   (2) 11.5 ms later the request meets a closed socket   seq/ack as in Wireshark',
    ]);
  });

  test('is drawn the same way from the other side, where the FIN comes first in the file', () => {
    const lines = drawScript(atUpstream);
    expect(lines[0]).toMatch(/estimated .* seen here$/);
    const top = lines.findIndex((line) => line.includes('(1) closes'));
    expect(lines[top]).toMatch(/o=== POST \/ =+\. {5}\.-+ FIN -+o/);
    expect(lines[top + 3]).toMatch(/frame 8 +X +frame 7/);
    expect(lines[top + 5]).toMatch(/o<-+' {3}'=+>o .*\(2\) too late/);
  });

  test('keeps its numbers on narrow terminals', () => {
    for (const width of [80, 70]) {
      const text = drawScript(atGateway, width).join('\n');
      for (const number of ['seq 28', 'len 47', 'ack 41', 'seq 41', 'ack 28']) expect(text).toContain(number);
    }
  });
});

describe('what is not a race is drawn level', () => {
  test('a close after the whole request had arrived', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +0.040  S > C   ACK
      61.170  S > C   FIN
      +0      C > S   FIN
    `;
    const lines = drawScript(script);
    expect(lines.join('\n')).not.toContain('X');
    expect(lines.some((line) => line.includes(':  no answer for 60.1'))).toBe(true);
    expect(lines.at(-2)).toContain('FIN');
    expect(lines.find((line) => line.includes('(2) hangs up'))).toMatch(/o<-- FIN {2}seq 41 ack 55 -+o/);
  });

  test('a refused connection: the SYN, its reset, and no estimate of the other clock', () => {
    const lines = drawScript(tcpScript`
      0.000   C > S   SYN
      +0.001  S > C   RST ACK seq=0 ack=1
    `);
    expect(lines.join('\n')).toMatch(/o--- SYN -+>o .*\(1\) asks[\s\S]*x<\.\. RST .*\(2\) refused/);
  });
});

test('a packet that nothing answers is not drawn as arrived', () => {
  const lines = drawScript(tcpScript`
    0.000   C > S   SYN
    1.000   C > S   SYN seq=0
    3.000   C > S   SYN seq=0
  `);
  expect(lines.filter((line) => /o--- SYN.* -+> \? \|$/.test(line))).toHaveLength(3);
});

describe('what is left out', () => {
  test('pure acknowledgements, unless they prove something', () => {
    expect(drawScript(atGateway).join('\n')).not.toContain('#6 ');
  });

  test('exchanges before the last good one are counted', () => {
    const exchange = `+1 C > S ${GET}\n +0.01 S > C ${OK}\n +0 C > S ACK`;
    const lines = drawScript(tcpScript`
      ${HANDSHAKE}
      ${exchange}
      ${exchange}
      ${exchange}
      +5      C > S   ${POST}
      +0.010  S > C   FIN ack=82
      +0.010  S > C   RST (bare) seq=121
    `);
    expect(lines.filter((line) => line.includes('GET /'))).toHaveLength(1);
    expect(lines.some((line) => line.includes(':  2 earlier exchanges, answered'))).toBe(true);
  });

  test('packets of a message after its first become one line', () => {
    const lines = drawScript(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.02   S > C   "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"
      +0      S > C   1400 bytes
      +0      S > C   1400 bytes
      +0      S > C   1400 bytes
      +0.02   C > S   ACK
      +1      S > C   FIN
    `);
    expect(lines.some((line) => line.includes('3 more packets, 4,200 bytes'))).toBe(true);
    expect(lines.at(-1)).toContain('bytes of the answer missing');
  });
});

test('on a narrow terminal a message keeps its name, and gives up its length before its number', () => {
  const arrows = draw(raceTimeline, raceFinding, 80).join('\n');
  expect(arrows).toMatch(/response 200 {2}seq \d+ ack \d+ =/);
  expect(arrows).toMatch(/RST {2}seq \d+ \./);
  expect(draw(raceTimeline, raceFinding, 100).join('\n')).toMatch(
    /response 200 {2}seq \d+ len \d+ ack \d+ =/,
  );
});

describe('whatever was captured', () => {
  const target = fc.string({ unit: 'binary', maxLength: 300 });

  test('a ladder is printable ASCII and as wide as asked', () => {
    fc.assert(
      fc.property(target, fc.integer({ min: 76, max: 100 }), (path, width) => {
        const exchanges = raceTimeline.exchanges.map((exchange) => ({
          ...exchange,
          request: exchange.request && { ...exchange.request, target: path, method: path.slice(0, 20) },
        }));
        const lines = draw({ ...raceTimeline, exchanges }, raceFinding, width);
        for (const line of lines) {
          expect(line).toMatch(/^[\x20-\x7e]*$/);
          expect(line.length).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('no query reaches a ladder', () => {
    const exchanges = raceTimeline.exchanges.map((exchange) => ({
      ...exchange,
      request: exchange.request && { ...exchange.request, target: '/pay?token=secret' },
    }));
    expect(draw({ ...raceTimeline, exchanges }, raceFinding).join('\n')).not.toContain('secret');
  });
});
