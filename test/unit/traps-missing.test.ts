/**
 * Traps of capturing: what the file does not hold.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
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

describe('T14 what rests on a packet not being there is certain only in a capture that lacks none', () => {
  /** Connections that carry nothing but a hole, or a sign of one. */
  const hole = `
    20.000  C1 > S  SYN
    +0.020  S > C1  SYN ACK
    +0      C1 > S  ${GET}
    +0.020  S > C1  ${OK} (uncaptured)
    +0      C1 > S  ACK
  `;
  const noSynAck = `
    20.000  C1 > S  SYN
    +0.020  S > C1  SYN ACK (uncaptured)
    +0      C1 > S  ${GET}
    +0.020  S > C1  ${OK}
  `;
  const noSyn = `
    20.000  C1 > S  SYN (uncaptured)
    +0.020  S > C1  SYN ACK
    +0      C1 > S  ${GET}
    +0.020  S > C1  ${OK}
  `;
  const noFin = `
    20.000  C1 > S  SYN
    +0.020  S > C1  SYN ACK
    +0      C1 > S  ${GET}
    +0.020  S > C1  ${OK}
    +0      S > C1  FIN (uncaptured)
    +0      C1 > S  ACK
  `;
  const forgotten = (sign: string) => tcpScript`
    ${EXCHANGE}
    9.000   C > S   ${POST}
    +0.020  S > C   RST (bare) seq=41
    ${sign}
  `;

  test.each([
    ['bytes', hole],
    ['a SYN-ACK', noSynAck],
    ['a SYN', noSyn],
    ['a FIN', noFin],
  ])('another connection misses %s', (_, sign) => {
    const { confidence, explanation } = findingOf(forgotten(sign));
    expect(confidence).toBe('likely');
    expect(explanation).toMatch(/The capture lacks packets of 1 connection, so this is not certain\.$/);
  });

  test('nothing is missing', () => {
    expect(findingOf(forgotten('')).confidence).toBe('certain');
  });

  test('what rests on the numbers of packets that are there stays certain', () => {
    const script = tcpScript`
      ${EXCHANGE}
      9.000   C > S   ${POST}
      +0.020  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
      ${hole}
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', confidence: 'certain' });
  });
});

describe('T14 an acknowledgement that was missed', () => {
  /** Closed with a reset `wait` seconds after a request that no packet acknowledges. */
  const unacknowledged = (before: string, wait: number, again = '') => tcpScript`
    ${before}
    9.000     C > S   ${POST}
    ${again}
    +${wait}  S > C   RST
  `;

  test.each([
    ['on a connection that had been idle', EXCHANGE, 'rst-after-idle'],
    ['on a fresh one', HANDSHAKE, 'reset-with-unread-request'],
  ])('%s is known of when it would have been sent again', (_, before, kind) => {
    expect(findingOf(unacknowledged(before, 0.5)).kind).toBe(kind);
    expect(findingOf(unacknowledged(before, 5))).toMatchObject({
      kind: 'premature-close-before-headers',
      executed: 'possibly',
      confidence: 'likely',
    });
    expect(findingOf(unacknowledged(before, 5, `+0.3 C > S ${POST} seq=28`)).kind).toBe(kind);
  });
});

test('T14 a body of which the FIN’s own number tells that it was sent is not cut', () => {
  const cut = (missed: string) => tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n"
    +0      S > C   100 bytes
    +0      S > C   ${missed} (uncaptured)
    +0      S > C   FIN
  `;
  expect(outcomesOf(cut('200 bytes'))).toEqual(['undecided:packets-missing']);
  expect(findingOf(cut('150 bytes'))).toMatchObject({
    kind: 'truncated-response',
    confidence: 'likely',
    measures: { bytesMissing: 50 },
  });
});
