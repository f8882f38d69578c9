/**
 * Traps of TCP: packets that look like a failure, or like another one, and how their numbers tell.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, connectionsOf, findingOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('T5', () => {
  test('a FIN that is sent again is one FIN', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN            @first
      +0.200  S > C   FIN seq=41
      +0.020  C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(connectionsOf(script)[0]?.finFrames[1]).toBe(script.frame('first'));
  });

  test('what a FIN that is sent again acknowledges tells nothing', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN ack=28
      +0.001  C > S   ${POST} ack=41
      +0.200  S > C   FIN seq=41 ack=75
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', executed: 'no' });
  });

  test('a FIN with the last byte of the answer ends a complete exchange', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ${OK} FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(timelineOf(script).server.fin).toMatchObject({ seq: 41 });
  });

  test('a simultaneous close hurts nobody', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   C > S   FIN
      +0      S > C   FIN ack=28
      +0.020  C > S   ACK
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });
});

describe('T6 a bare reset that answers a straggler is noise', () => {
  test('after both FINs', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN
      +0.020  C > S   FIN
      +0.020  S > C   ACK
      +0      C > S   ACK
      +0      S > C   RST (bare)
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(connectionsOf(script)[0]).toMatchObject({ closedBy: 'server', end: 'fin' });
  });

  test('after crossing FINs: who closed first is told by the FINs', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN
      +0.001  C > S   FIN ack=41
      +0.020  S > C   RST (bare)
    `;
    expect(connectionsOf(script)[0]?.closedBy).toBe('server');
  });

  test('after a complete answer', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN
      +0      C > S   ACK
      +0      C > S   FIN
      +0.020  S > C   RST (bare)
    `;
    expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/race|rst-|premature/));
  });
});

describe('T7 a reset after a complete answer to a complete, acknowledged request lingers', () => {
  test.each([
    ['upstream', 'S > C   RST'],
    ['upstream, bare', 'S > C   RST (bare)'],
    ['gateway', 'C > S   RST'],
    ['gateway, bare', 'C > S   RST (bare)'],
  ])('from the %s', (_, reset) => {
    const script = tcpScript`
      ${EXCHANGE}
      +0      ${reset}
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });

  test('T37 even where the close was announced or the gateway abandons the connection', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
      +0      S > C   FIN
      +0      C > S   RST
    `;
    expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/-.*-/));
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });
});

describe('T8 a health check is no failure', () => {
  test.each([
    ['SYN, SYN-ACK, RST', 'C > S RST (bare)'],
    ['SYN, SYN-ACK, RST+ACK', 'C > S RST'],
  ])('%s', (_, reset) => {
    const script = tcpScript`
      0.000   C > S   SYN
      +0.020  S > C   SYN ACK
      +0      ${reset}
    `;
    expect(outcomesOf(script)).toEqual(['health-check']);
  });
});

describe('T12 a keep-alive probe is no data', () => {
  test.each(['0 bytes', '1 bytes'])('of %s', (payload) => {
    const script = tcpScript`
      ${EXCHANGE}
      15.000  C > S   ACK ${payload} seq=27
      +0.020  S > C   ACK
      30.000  C > S   ACK ${payload} seq=27
      +0.020  S > C   ACK
      32.000  S > C   ACK ${payload} seq=40
      +0.020  C > S   ACK
      35.060  C > S   ${POST}
      +0.010  S > C   FIN ack=28
      +0      S > C   RST (bare) seq=41
    `;
    const finding = findingOf(script);
    expect(finding.kind).toBe('fin-during-request');
    expect(finding.measures.idleSeconds).toBeCloseTo(35.01, 6);
    expect(connectionsOf(script)[0]).toMatchObject({ retransmissions: [0, 0], payloadBytes: [74, 40] });
  });

  test('idle counts from the last payload, not from the last probe', () => {
    const script = tcpScript`
      ${EXCHANGE}
      15.000  C > S   ACK 1 bytes seq=27
      +0.020  S > C   ACK
    `;
    expect(timelineOf(script).lastPayloadTime).toBe(0.06e9);
  });
});

describe('T13 copies and repetitions', () => {
  test('a packet that the capture saw twice was sent once', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      C > S   ${POST} ipid=500
      +0      C > S   ${POST} seq=28 ipid=500
      +0.020  S > C   ${OK} ipid=600
      +0      S > C   ${OK} seq=41 ipid=600
    `;
    expect(connectionsOf(script)[0]).toMatchObject({ retransmissions: [0, 0], requests: 2, responses: 2 });
    expect(analysisOf(script.bytes).report.captures[0]?.duplicates).toBe(2);
  });

  test('counts of packets and lists of frames hold the copies, as Wireshark does', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      S > C   RST ipid=7     @one
      +0      S > C   RST ipid=7     @two
    `;
    expect(connectionsOf(script)[0]).toMatchObject({
      packets: [2, 3],
      rstFrames: [[], [script.frame('one'), script.frame('two')]],
    });
    expect(timelineOf(script).server.resets).toHaveLength(1);
  });

  test('equal numbers with another IP identification were sent again', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      C > S   ${POST} ipid=500
      +0.2    C > S   ${POST} seq=28 ipid=501
    `;
    expect(connectionsOf(script)[0]?.retransmissions).toEqual([1, 0]);
  });

  test('equal packets more than a second apart were sent again', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      C > S   ${POST} ipid=500
      +1.1    C > S   ${POST} seq=28 ipid=500
    `;
    expect(connectionsOf(script)[0]?.retransmissions).toEqual([1, 0]);
  });

  test('equal packets with another TCP timestamp were sent again', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      C > S   ${POST} ipid=500 ts=100,1
      +0.2    C > S   ${POST} seq=28 ipid=500 ts=300,1
    `;
    expect(connectionsOf(script)[0]?.retransmissions).toEqual([1, 0]);
  });

  test('equal bare resets are answers, each to a packet of its own', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      S > C   FIN ack=28
      +0      C > S   ${POST} ack=41
      +0      S > C   RST (bare) seq=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(timelineOf(script).server.resets).toHaveLength(2);
  });

  test('T41 so are two with the numbers of the FIN and of the byte after it', () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      S > C   FIN ack=28
      +0      C > S   ${POST} ack=41
      +0      C > S   FIN
      +0      S > C   RST (bare) seq=41
      +0      S > C   RST (bare) seq=42
    `;
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
    expect(timelineOf(script).server.resets.map(({ seq }) => seq)).toEqual([41, 42]);
  });
});

describe('T18 the gateway’s own abort is not the upstream’s', () => {
  test.each(['FIN', 'RST'])('by %s, the upstream closing after it', (close) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +5      C > S   ${close}
      +0.020  S > C   FIN
      +0      C > S   RST (bare)
    `;
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });
});

describe('T24, T35 a server that lingers acknowledges the request after its FIN and throws it away', () => {
  test('the first FIN decides; no reset need ever come', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN ack=28
      +0.001  C > S   ${POST} ack=41
      +0      S > C   ACK seq=42 ack=75
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', executed: 'no' });
  });
});

test('T25 a FIN that carries the acknowledgement of the request covers it', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   ${POST}
    +0.040  S > C   FIN
  `;
  expect(findingOf(script)).toMatchObject({ kind: 'premature-close-before-headers', executed: 'likely' });
});

test('T26 the request was lost, the FIN came, the request was sent again: still the race', () => {
  const script = tcpScript`
    ${EXCHANGE}
    5.000   C > S   ${POST}
    +0.100  S > C   FIN ack=28
    +0      C > S   ACK
    +0.100  C > S   ${POST} seq=28
    +0.020  S > C   RST (bare) seq=42
  `;
  expect(findingOf(script).kind).toBe('fin-during-request');
  expect(connectionsOf(script)[0]?.retransmissions[0]).toBe(1);
});

test('T42 a close in two steps: the FIN knows nothing of the request, the reset does', () => {
  const script = tcpScript`
    ${EXCHANGE}
    7.000   S > C   FIN ack=28
    +0      C > S   ${POST} ack=41
    +0.001  S > C   RST seq=42 ack=75
  `;
  expect(findingOf(script)).toMatchObject({ kind: 'fin-during-request', executed: 'no' });
});

describe('T44 an attempt on a connection that was already reset leaves no packet', () => {
  /** The gateway's log tells of a failed attempt on C and a second one on C1; the wire only of the second. */
  const script = tcpScript`
    ${EXCHANGE}
    5.000   S > C   RST
    5.100   C1 > S  SYN
    +0.020  S > C1  SYN ACK
    +0      C1 > S  ${POST}
    +0.020  S > C1  ${OK}
    +0      C1 > S  ACK
  `;

  test('the reset of an idle connection is no failure, whatever is sent elsewhere right after it', () => {
    expect(outcomesOf(script)).toEqual(['linger-reset', 'open']);
    expect(analysisOf(script.bytes).report.summary).toMatchObject({ failedRequests: 0, masked: 0 });
  });

  test('the list of connections tells it from the one on which the attempt was made', () => {
    expect(connectionsOf(script)).toMatchObject([
      { requests: 1, responses: 1, closedBy: 'server', end: 'rst' },
      { requests: 1, responses: 1, closedBy: 'none', end: 'open' },
    ]);
  });
});

test('T46 both idle timers fire at once: crossing FINs and nobody hurt', () => {
  const script = tcpScript`
    ${EXCHANGE}
    60.000  C > S   FIN ack=41
    +0.001  S > C   FIN ack=28
    +0      C > S   ACK
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
});

describe('T17 one pair of ports, several connections', () => {
  test('a SYN with another first number begins a new one, be the number lower', () => {
    for (const isn of [5_000_000, 900_000]) {
      const script = tcpScript`
        ${EXCHANGE}
        5.000   S > C   FIN
        +0      C > S   FIN
        +0      S > C   ACK
        +1      C > S   SYN isn=${isn}
        +0.020  S > C   SYN ACK
        +0      C > S   ${GET}
        +0.020  S > C   FIN
      `;
      expect(outcomesOf(script)).toEqual(['idle-close', 'premature-close-before-headers']);
      expect(findingOf(script)).toMatchObject({ connection: { index: 1 }, request: { number: 1 } });
    }
  });

  test('a SYN with the same number is a repetition', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      1.000   C > S   SYN seq=0
      1.020   S > C   SYN ACK
      +0      C > S   ACK
    `;
    expect(connectionsOf(script)).toHaveLength(1);
    expect(timelineOf(script)).toMatchObject({ client: { synCount: 2 }, server: { packets: 1 } });
  });
});

test('T34 hours of silence end no connection', () => {
  const script = tcpScript`
    ${EXCHANGE}
    36000   C > S   ${GET}
    +0.020  S > C   ${OK}
    36060   S > C   FIN
    +0      C > S   FIN
    +0      S > C   ACK
  `;
  expect(outcomesOf(script)).toEqual(['idle-close']);
  expect(connectionsOf(script)).toMatchObject([{ requests: 2, responses: 2 }]);
});

test('T38 a gateway whose send buffer is stuck leaves no FIN: nobody is accused', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    +0      C > S   1000 bytes
    +0.020  S > C   ACK win=0
    +0.200  C > S   1000 bytes seq=52
    +0.020  S > C   ACK win=0
    +1      C > S   ACK seq=1052
    +0.020  S > C   ACK win=0
  `;
  expect(outcomesOf(script)).toEqual(['open']);
});
