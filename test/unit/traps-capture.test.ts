/**
 * Traps of capturing: what the file does not hold, or holds in another order than it happened.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, connectionsOf, findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

const accusation = expect.stringMatching(
  /premature|truncated|partial|race|fin-during|rst-|reset-with|lost-to/,
);

describe('T14 a response that the capture missed is not an absent one', () => {
  test('the gateway acknowledged bytes of the upstream beyond those captured', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ${OK} (uncaptured)
      +0      C > S   ACK
      +0      S > C   FIN
      +0      C > S   FIN
    `;
    expect(outcomesOf(script)).toEqual(['undecided:packets-missing']);
  });

  test('so too where a reset of the upstream ends the connection', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +0.020  S > C   ${OK} (uncaptured)
      +0      C > S   ACK
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).not.toContainEqual(accusation);
  });

  test('the FIN’s own number lies beyond what was captured', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   FIN seq=41
    `;
    expect(outcomesOf(script)).not.toContainEqual(accusation);
  });

  test('a missed request is not taken for the next one', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET} (uncaptured)
      +0.020  S > C   ${OK}
      +0      C > S   ACK
      2.000   S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).not.toContainEqual(accusation);
  });

  test('a hole in the middle of a body is stepped over', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n"
      +0      S > C   1000 bytes
      +0      S > C   1000 bytes (uncaptured)
      +0      S > C   1000 bytes
      +0      C > S   ACK
      2.000   C > S   ${POST}
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=3042
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'fin-during-request',
      request: { number: 2, method: 'POST' },
    });
    expect(findingOf(script).confidence).not.toBe('certain');
  });
});

describe('T14 numbers that nobody saw are taken for the least that they can be', () => {
  test('one number of the client behind its last request is its FIN, not a request', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN
      +0      C > S   FIN (uncaptured)
      +0.020  S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('one number of the upstream behind its last answer is its FIN: a reset tells that it met the request', () => {
    const missed = (reset: string) => tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${POST}
      +0.010  S > C   FIN ack=28 (uncaptured)
      +0      C > S   FIN   @knows
      ${reset}
    `;
    const script = missed('+0.010  S > C   RST (bare) seq=41');
    const finding = findingOf(script);
    expect(finding).toMatchObject({
      kind: 'fin-during-request',
      confidence: 'likely',
      owner: 'settings',
      executed: 'no',
    });
    expect(finding.evidence[0]?.frame).toBe(script.frame('knows'));
    expect(outcomesOf(missed(''))).toEqual(['undecided:packets-missing']);
  });

  test('a missed response does not pass its request on to the next one', () => {
    // Long enough that the hole is given up meanwhile.
    const further = raw`
      +0.6    C > S   ${GET}
      +0.020  S > C   ${OK}
      +0      C > S   ACK
    `;
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +0.020  S > C   ${OK} (uncaptured)
      ${further} ${further} ${further}
      9.000   S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('nor does one that the gateway missed too, and then got', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +0.020  S > C   ${OK} (uncaptured)
      +0      C > S   ${GET} (uncaptured)
      +0.020  S > C   ${OK}
      +0      C > S   ${GET}
      +0.020  S > C   ${OK}
      +0      C > S   FIN
      +0.020  S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/premature|gave-up/));
  });

  test('a connection whose first request was missed had been used before the second', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} (uncaptured)
      +0.040  S > C   ${OK}
      +0      C > S   ACK
      9.000   C > S   ${POST}
      +0.040  S > C   RST ack=28
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'rst-after-idle',
      manner: 'crossed-request',
      executed: 'no',
    });
  });

  test('what a missed request acknowledged is not known: it did not reuse a closed connection knowingly', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${POST} (uncaptured)
      +0.001  S > C   FIN ack=28
      +0      C > S   FIN
      +0.040  S > C   ACK
    `;
    const finding = findingOf(script);
    expect(finding).toMatchObject({ kind: 'fin-during-request', confidence: 'likely' });
    expect(finding.evidence.map(({ role }) => role)).not.toContain('request');
  });
});

test('T14 a hole in a body that ends with the connection costs nothing', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\n\r\nbegin"
    +0      S > C   1000 bytes (uncaptured)
    +0      S > C   "end"
    +0      C > S   ACK
    +0      S > C   FIN
    +0      C > S   FIN
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).toEqual(['clean-close']);
  expect(timelineOf(script).anomalies).toEqual({});
});

describe('T15 a capture has two ends', () => {
  test('it may begin in the middle of a response', () => {
    const script = tcpScript`
      S > C   "of an answer that began before\r\n"
      C > S   ACK
      S > C   FIN
      C > S   FIN
      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual([expect.stringMatching(/^undecided:/)]);
  });

  test('a race is one in a capture that began after the handshake', () => {
    const script = tcpScript`
      C > S   ${GET}
      S > C   ${OK}
      7.000   S > C   FIN ack=28
      +0      C > S   ${POST} ack=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('so is a reset after idle', () => {
    const script = tcpScript`
      C > S   ${GET} ack=41
      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['rst-after-idle']);
  });

  test('it may end before anything acknowledges the request', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${POST}
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });

  test('it may end before the answer', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   ${POST}
      +0.020  S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });

  test('or before the acknowledgement of the answer, to a client that had half-closed', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} FIN
      +0.020  S > C   ${OK}
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('a FIN of a connection of which nothing else was captured accuses nobody', () => {
    const script = tcpScript`
      S > C   FIN seq=4000 ack=900
      C > S   FIN
      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['undecided:began-before-capture']);
  });
});

describe('T16 a snaplen cuts packets, not streams', () => {
  test('heads that were cut still pair, by the acknowledgement numbers', () => {
    const script = tcpScript`
      capture snaplen=66
      ${EXCHANGE}
      5.000   C > S   ${GET}
      +0.020  S > C   ${OK}
      +0      C > S   ACK
      +5      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).not.toContainEqual(accusation);
  });

  // 54: headers alone; 68 was tcpdump's default for decades; 96 holds the beginning of a head.
  test.each([54, 60, 66, 68, 80, 96, 128])('a race is seen with %i bytes of each packet', (snaplen) => {
    const script = tcpScript`
      capture snaplen=${snaplen}
      ${EXCHANGE}
      5.000   C > S   ${POST}
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('the report says so', () => {
    const script = tcpScript`
      capture snaplen=66
      ${EXCHANGE}
    `;
    expect(analysisOf(script.bytes).report.captures[0]?.issues).toEqual([
      { code: 'payload-cut', message: expect.stringMatching(/cut the payload of 2 packets.*-s 0/) },
    ]);
  });

  test('a body that was cut is not a truncated one', () => {
    const script = tcpScript`
      capture snaplen=200
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
      +0      S > C   1000 bytes
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });
});

test('T16 nor is one whose chunks were cut', () => {
  const script = tcpScript`
    capture snaplen=110
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"
    +0      S > C   FIN
    +0      C > S   FIN
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).not.toContainEqual(accusation);
});

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
