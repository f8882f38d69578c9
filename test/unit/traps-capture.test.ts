/**
 * Traps of capturing: what the file holds in another order than it happened, twice, in one direction only, or without its bytes.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, connectionsOf, findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

test('T22 segments larger than any packet, coalesced by the card, with the FIN in them', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" len=60000 FIN
    +0      C > S   FIN
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
  expect(timelineOf(script).server).toMatchObject({ fin: { seq: 60_043 }, sentUpTo: 60_044 });
});

describe('T23 clocks', () => {
  test('a clock that is set back changes no verdict', () => {
    const script = tcpScript`
      10.000  C > S   SYN
      +0.020  S > C   SYN ACK
      +0      C > S   ACK
      +0      C > S   ${GET}
      +0.040  S > C   ${OK}
      3.000   C > S   ${POST}
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test.each([
    ['9.000', '5.000'],
    ['5.000', '9.000'],
  ])(
    'two interfaces whose clocks differ by seconds change no verdict (FIN at %s, request at %s)',
    (fin, request) => {
      const script = tcpScript`
      ${EXCHANGE}
      ${fin}      S > C   FIN ack=28
      ${request}  C > S   ${POST} ack=41
      ${fin}      S > C   RST (bare) seq=41
    `;
      expect(outcomesOf(script)).toEqual(['fin-during-request']);
    },
  );

  test('the answer may stand before its request in the file', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      S > C   ${OK} ack=28
      +0      C > S   ${GET} ack=1
      +0      C > S   ACK
      +5      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(connectionsOf(script)).toMatchObject([{ requests: 1, responses: 1 }]);
  });
});

describe('T30 without a SYN the bytes tell who is the client', () => {
  const ports = 'C = 10.0.0.9:50000\nS = 10.0.0.1:60000';

  test.each([
    ['the request comes first', `C > S ${GET}\nS > C ${OK}`],
    ['the response comes first', `S > C ${OK}\nC > S ${GET}\nS > C ${OK}`],
  ])('%s', (_, lines) => {
    const script = tcpScript`
      ${ports}
      ${lines}
    `;
    expect(connectionsOf(script)).toMatchObject([
      { client: '10.0.0.9:50000', server: '10.0.0.1:60000', roleEvidence: 'http' },
    ]);
  });

  test('the bytes overrule the ports', () => {
    const script = tcpScript`
      C = 10.0.0.9:8080
      S = 10.0.0.1:60000
      C > S ${GET}
      S > C ${OK}
    `;
    expect(connectionsOf(script)).toMatchObject([{ client: '10.0.0.9:8080', roleEvidence: 'http' }]);
  });

  test('a SYN overrules both', () => {
    const script = tcpScript`
      C = 10.0.0.9:80
      S = 10.0.0.1:60000
      ${HANDSHAKE}
    `;
    expect(connectionsOf(script)).toMatchObject([{ client: '10.0.0.9:80', roleEvidence: 'syn' }]);
    const otherWayRound = tcpScript`
      C = 10.0.0.9:80
      S = 10.0.0.1:60000
      ${HANDSHAKE}
      +0      C > S   100 bytes (uncaptured)
      +0      S > C   100 bytes (uncaptured)
      +0      C > S   ACK
      +0      S > C   ${GET}
      +0      C > S   ${OK}
    `;
    expect(connectionsOf(otherWayRound)).toMatchObject([{ client: '10.0.0.9:80', roleEvidence: 'syn' }]);
  });
});

test('T31 a request across the end of the number space', () => {
  const script = tcpScript`
    0.000   C > S   SYN isn=4294967280
    +0.020  S > C   SYN ACK isn=4294967290
    +0      C > S   ${GET}
    +0.020  S > C   ${OK}
    5.000   C > S   ${POST}
    +0.010  S > C   FIN ack=28
    +0      S > C   RST (bare) seq=41
  `;
  expect(findingOf(script)).toMatchObject({
    kind: 'fin-during-request',
    request: { number: 2, method: 'POST' },
  });
});

describe('T32 where copies of a byte differ the first one captured counts', () => {
  test('in a repetition', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "GET /first"
      +0      C > S   "GET /wrong" seq=1
      +0      C > S   " HTTP/1.1\r\n\r\n"
    `;
    expect(timelineOf(script).exchanges[0]?.request?.target).toBe('/first');
  });

  test('in an overlap with what waits behind a hole', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "XX HTTP/1.1\r\n\r\n" seq=9
      +0      C > S   "GET /abcYY" seq=1
    `;
    expect(timelineOf(script).exchanges[0]?.request?.target).toBe('/abcXX');
  });
});

test('T33 segments of a request out of order are put in order', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "HTTP/1.1\r\n" seq=11
    +0      C > S   "\r\n" seq=21
    +0      C > S   "GET /path " seq=1
    +0.020  S > C   ${OK}
  `;
  expect(timelineOf(script).exchanges).toMatchObject([
    { request: { target: '/path', end: 23 }, response: { status: 200 } },
  ]);
  expect(connectionsOf(script)[0]?.outOfOrder[0]).toBeGreaterThan(0);
});

describe('T47 one direction only', () => {
  test.each([
    ['client', 'C > S', 'SYN', GET],
    ['server', 'S > C', 'SYN ACK', OK],
  ])('of the %s: nothing is claimed that needs the other, and the report says so', (_, way, syn, payload) => {
    for (const end of ['FIN', 'RST', 'ACK']) {
      const script = tcpScript`
        ${way} ${syn}
        ${way} ${payload}
        ${way} ${payload}
        +5 ${way} ${end}
      `;
      expect(analysisOf(script.bytes).report.findings).toEqual([]);
      expect(analysisOf(script.bytes).report.captures[0]?.bothDirections).toBe(false);
    }
  });

  test('of the server: what its acknowledgements cover is not taken for a request without an answer', () => {
    const script = tcpScript`
      S > C   SYN ACK
      +0.012  S > C   ${OK} ack=378
      +0      S > C   FIN ack=378
      +0.009  S > C   ACK ack=379
    `;
    const { findings, summary } = analysisOf(script.bytes).report;
    expect(findings).toEqual([]);
    expect(summary.undecided).toEqual({ 'one-direction': 1 });
  });
});

describe('T49 a connection that was captured twice, with translated addresses, failed once', () => {
  const seen = (client: string, server: string, start: number, isn = 5000) => `
    ${start}  ${client} > ${server}   SYN isn=${isn} ts=100,0
    +0.020  ${server} > ${client}   SYN ACK isn=9000 ts=700,100
    +0      ${client} > ${server}   ${GET} ts=120,700
    +0.020  ${server} > ${client}   ${OK} ts=720,120
    +5      ${server} > ${client}   FIN ack=28 ts=5720,120
    +0      ${client} > ${server}   ${POST} ack=41 ts=5120,720
    +0      ${server} > ${client}   RST (bare) seq=41
  `;
  const failures = ({ bytes }: { bytes: Uint8Array }) => analysisOf(bytes).report.summary.failedRequests;

  test.each([
    ['a service and its pod', 'C', 'S1'],
    ['SNAT', 'C1', 'S'],
    ['both', 'C1', 'S1'],
  ])('%s', (_, client, server) => {
    const script = tcpScript`${seen('C', 'S', 0)} ${seen(client, server, 0.001)}`;
    expect(failures(script)).toBe(1);
    const [first, second] = analysisOf(script.bytes).report.findings;
    expect(first).toMatchObject({ kind: 'fin-during-request', severity: 'error' });
    expect(second).toMatchObject({ kind: 'fin-during-request', severity: 'note' });
    expect(second?.explanation).toMatch(/connection 0 with translated addresses/);
  });

  test('a refused one too', () => {
    const refused = (server: string) => `
      +0      C > ${server}   SYN isn=77
      +0.001  ${server} > C   RST
    `;
    expect(failures(tcpScript`${refused('S')} ${refused('S1')}`)).toBe(1);
  });

  test.each([
    ['other numbers are another connection', seen('C1', 'S', 0.001, 5001)],
    ['so are the same numbers at another time', seen('C1', 'S', 60)],
  ])('%s', (_, second) => {
    expect(failures(tcpScript`${seen('C', 'S', 0)} ${second}`)).toBe(2);
  });
});

describe('T48 flags alone: nothing is claimed for certain, but a FIN and a bare reset still name suspects', () => {
  const flags = (end: string) => tcpScript`
    0.000   C > S   SYN
    +0.020  S > C   SYN ACK
    +0      C > S   ${GET} (uncaptured)
    +0.020  S > C   ${OK} (uncaptured)
    ${end}
  `;

  test('a race', () => {
    const script = flags(`
      5.000   S > C   FIN   @fin
      +0      C > S   ${POST} ack=41 (uncaptured)
      +0.010  S > C   RST (bare) seq=41
    `);
    expect(findingOf(script)).toMatchObject({
      kind: 'fin-during-request',
      severity: 'warning',
      confidence: 'possible',
      executed: 'no',
      proofFrame: script.frame('fin'),
      request: null,
    });
  });

  test('a connection that was forgotten', () => {
    const script = flags(`
      350.0   C > S   ${POST} (uncaptured)
      +0.020  S > C   RST (bare) seq=41
    `);
    expect(findingOf(script)).toMatchObject({
      kind: 'rst-after-idle',
      manner: 'answers-request',
      severity: 'warning',
      confidence: 'possible',
    });
  });

  test.each([
    ['an orderly close', '5.000 S > C FIN\n +0.020 C > S FIN'],
    ['a reset after both FINs', '5.000 S > C FIN\n +0.020 C > S FIN ack=42\n +0.020 S > C RST (bare) seq=42'],
    ['a lingering reset', '5.000 S > C RST'],
    ['a health check', '+0 C > S RST'],
  ])('%s names nobody', (_, end) => {
    expect(analysisOf(flags(end).bytes).report.findings).toEqual([]);
  });
});

describe('T10 a port scan is no failed request', () => {
  test('that takes its SYN back', () => {
    const script = tcpScript`
      C > S  SYN
      C > S  RST (bare) seq=1
    `;
    expect(outcomesOf(script)).toEqual(['scan']);
  });

  test('that tries twice before', () => {
    const script = tcpScript`
      0.000  C > S  SYN
      1.000  C > S  SYN seq=0
      +2     C > S  RST (bare) seq=1
    `;
    expect(outcomesOf(script)).toEqual(['scan']);
  });
});
