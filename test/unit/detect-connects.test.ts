import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { GET, HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('connect-refused: a SYN is answered by a reset that acknowledges it', () => {
  const refused = tcpScript`
    0.000   C > S   SYN     @syn
    +0.020  S > C   RST     @reset
  `;

  test('nothing was connected, nothing ran', () => {
    expect(findingOf(refused)).toMatchObject({
      kind: 'connect-refused',
      family: 'no-connection',
      confidence: 'certain',
      owner: 'host',
      executed: 'no',
      proof: 'never-connected',
      proofFrame: refused.frame('reset'),
      request: null,
    });
  });

  test('a SYN with data (Fast Open) is refused with or without the data acknowledged', () => {
    for (const ack of [1, 28]) {
      const script = tcpScript`
        C > S   SYN ${GET}
        S > C   RST ack=${ack}
      `;
      expect(findingOf(script).kind).toBe('connect-refused');
    }
  });

  test('each attempt is a failure of its own', () => {
    const script = tcpScript`
      C  > S   SYN
      S  > C   RST
      C1 > S   SYN
      S  > C1  RST
    `;
    expect(outcomesOf(script)).toEqual(['connect-refused', 'connect-refused']);
  });

  test.each([
    ['RST (bare)', 'answers no SYN: it carries no acknowledgement'],
    ['RST ack=5', 'answers something else: it acknowledges another number'],
  ])('near miss: %s %s', (reset) => {
    const script = tcpScript`
      C > S   SYN
      S > C   ${reset}
    `;
    expect(outcomesOf(script)).not.toContain('connect-refused');
  });

  test('near miss: after a SYN-ACK it is no refusal', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['reset-on-accept']);
  });
});

describe('connect-timeout: a repeated SYN without any answer', () => {
  describe('T40 whatever the schedule of the repetitions', () => {
    const before65 = [0, 1, 3, 7, 15];
    const since65 = [0, 1, 2, 3, 4, 5, 7, 11];
    /** The first SYNs of a schedule, and how long the capture goes on after the last of them. */
    const attempt = (schedule: readonly number[], syns: number, seconds: number) => {
      const times = schedule.slice(0, syns);
      return tcpScript`
        ${times.map((time) => `${time}.000 C > S SYN`).join('\n')}
        +${seconds}  C9 > S  SYN
      `;
    };

    test.each([
      ['Linux before 6.5', before65],
      ['Linux since 6.5', since65],
    ])('all SYNs of one attempt are one failure (%s)', (_, schedule) => {
      expect(findingOf(attempt(schedule, schedule.length, 70))).toMatchObject({
        kind: 'connect-timeout',
        family: 'no-connection',
        confidence: 'certain',
        owner: 'network',
        executed: 'no',
        proof: 'never-connected',
        request: null,
      });
    });

    test.each([
      [2, 0.5, 'possible', 'the answer to the repetition may be late'],
      [2, 1.5, 'possible', 'before 6.5 the next one was due after two seconds'],
      [2, 2.5, 'likely', 'the next one was due in either case'],
      [3, 0.5, 'likely', 'the answer to the last one may be late'],
      [3, 2.5, 'certain', 'three had no answer'],
    ])('%i SYNs, and a capture that goes on for %d s: %s, for %s', (syns, seconds, confidence) => {
      for (const schedule of [before65, since65])
        expect(findingOf(attempt(schedule, syns, seconds))).toMatchObject({
          kind: 'connect-timeout',
          confidence,
        });
    });

    test('the handshake is slow by its time, not by the number of its SYNs', () => {
      const answered = (schedule: readonly number[]) => tcpScript`
        ${schedule.map((time) => `${time}.000 C > S SYN`).join('\n')}
        +0.020  S > C   SYN ACK
        +0      C > S   ACK
      `;
      for (const schedule of [before65.slice(0, 3), since65.slice(0, 4)])
        expect(findingOf(answered(schedule)).explanation).toMatch(/took 3\.020 s/);
    });
  });

  test('near miss: one SYN at the end of the capture is open', () => {
    expect(outcomesOf(tcpScript`C > S SYN`)).toEqual(['open']);
  });

  test('near miss: a late SYN-ACK answers', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      1.000   C > S   SYN
      3.000   S > C   SYN ACK
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).not.toContain('connect-timeout');
  });

  test('near miss: a late reset refuses', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      1.000   C > S   SYN
      1.020   S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['connect-refused']);
  });

  test('near miss: the second copy that the capture made of a SYN is no repetition', () => {
    const script = tcpScript`
      0.000   C > S   SYN ipid=77
      +0      C > S   SYN ipid=77
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });
});

describe('connect-unreachable: an ICMP error quotes the SYN', () => {
  test.each(['ns', 'ipv6'])('(%s)', (format) => {
    const script = tcpScript`
      capture ${format}
      0.000   C > S   SYN            @syn
      +0.020  S > C   UNREACHABLE    @icmp
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'connect-unreachable',
      family: 'no-connection',
      manner: 'port-unreachable',
      confidence: 'certain',
      owner: 'network',
      executed: 'no',
      proof: 'never-connected',
      proofFrame: script.frame('icmp'),
      request: null,
    });
  });

  test('repetitions that get no message belong to it: routers limit them', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      +0.020  S > C   UNREACHABLE
      1.000   C > S   SYN
      3.000   C > S   SYN
    `;
    expect(outcomesOf(script)).toEqual(['connect-unreachable']);
  });

  test('T39 only some attempts of a burst get a message: the others look like timeouts', () => {
    const script = tcpScript`
      0.000   C > S    SYN
      +0      C1 > S   SYN
      +0.020  S > C    UNREACHABLE
      1.000   C1 > S   SYN
    `;
    expect(outcomesOf(script)).toEqual(['connect-timeout', 'connect-unreachable']);
  });

  test('near miss: the host answered all the same', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      +0.020  S > C   UNREACHABLE
      0.500   C > S   SYN
      +0.020  S > C   SYN ACK
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['open']);
  });
});

describe('reset-on-accept: a handshake, and a reset at once', () => {
  test.each(['RST', 'RST (bare)'])('by %s', (reset) => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      S > C   ${reset}   @reset
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'reset-on-accept',
      family: 'no-connection',
      severity: 'warning',
      owner: 'host',
      executed: 'no',
      proof: 'never-connected',
      proofFrame: script.frame('reset'),
      request: null,
    });
  });

  test('near miss: a request was sent', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0      S > C   RST ack=1
    `;
    expect(outcomesOf(script)).not.toContain('reset-on-accept');
  });

  test('near miss: a health check resets its own connection', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   RST
    `;
    expect(outcomesOf(script)).toEqual(['health-check']);
  });

  test('near miss: an unused connection ends with a FIN', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      60.00   S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['unused-connection']);
  });
});
