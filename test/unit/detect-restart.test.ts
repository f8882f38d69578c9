import { describe, expect, test } from '@jest/globals';
import { analysisOf, outcomesOf } from '../support/diagnosis.ts';
import { GET, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** A connection from port 40000 + `n` with one answered request at `second`. */
const idleSince = (n: number, second: number) => raw`
  ${second.toFixed(3)}  C${n} > S   SYN
  +0      S > C${n}   SYN ACK
  +0      C${n} > S   ACK
  +0      C${n} > S   ${GET}
  +0.001  S > C${n}   ${OK}
  +0      C${n} > S   ACK
`;
const closed = (n: number, second: number) => raw`
  ${second.toFixed(3)}  S > C${n}   FIN
  +0      C${n} > S   FIN
  +0      S > C${n}   ACK
`;
/** At 60 s a request and the upstream's FIN cross on C0. */
const race = raw`
  60.000  S > C0   FIN ack=28
  +0      C0 > S   ${POST} ack=41
  +0      S > C0   RST (bare) seq=41
`;
const findings = (script: { bytes: Uint8Array }) => analysisOf(script.bytes).report.findings;

describe('restart-race: the close that met the request is one of a burst at different idle ages', () => {
  test('and no connection opened before survives', () => {
    const script = tcpScript`
      ${idleSince(0, 0)} ${idleSince(1, 10)} ${idleSince(2, 25)} ${idleSince(3, 40)}
      ${race} ${closed(1, 60.05)} ${closed(2, 60.1)} ${closed(3, 60.2)}
    `;
    expect(findings(script)).toMatchObject([
      {
        kind: 'restart-race',
        family: 'restart-without-drain',
        owner: 'rollout',
        executed: 'no',
        proof: 'closed-before',
      },
    ]);
  });

  test('be it that most were used last at one time: it is their closes that come together', () => {
    const script = tcpScript`
      ${idleSince(0, 0)} ${idleSince(1, 0.1)} ${idleSince(2, 0.2)} ${idleSince(3, 40)}
      ${race} ${closed(1, 60.001)} ${closed(2, 60.002)} ${closed(3, 60.003)}
    `;
    expect(outcomesOf(script)).toContain('restart-race');
  });

  test('or some survive and a SYN is refused within 5 s', () => {
    const burst = raw`
      ${idleSince(0, 0)} ${idleSince(1, 10)} ${idleSince(2, 25)} ${idleSince(3, 40)}
      ${race} ${closed(1, 60.05)} ${closed(2, 60.1)}
    `;
    const refused = tcpScript`
      ${burst}
      62.000  C8 > S   SYN
      +0      S > C8   RST
    `;
    expect(outcomesOf(refused)).toContain('restart-race');
    expect(outcomesOf(tcpScript`${burst}`)).toContain('fin-during-request');
  });
});

describe('restart-race: a SYN is refused, and none was accepted since', () => {
  const refused = raw`
    60.300  C8 > S   SYN
    +0      S > C8   RST
  `;

  test('after the only connection closed', () => {
    expect(outcomesOf(tcpScript`${idleSince(0, 0)} ${race} ${refused}`)).toContain('restart-race');
  });

  test('after a burst at one idle age: no timer stops a listener', () => {
    const burst = raw`${idleSince(0, 0)} ${idleSince(1, 0.01)} ${idleSince(2, 0.02)} ${race} ${closed(1, 60.01)} ${closed(2, 60.02)}`;
    expect(outcomesOf(tcpScript`${burst} ${refused}`)).toContain('restart-race');
  });

  test('near miss: one was accepted in between', () => {
    const accepted = tcpScript`${idleSince(0, 0)} ${race} ${idleSince(1, 60.1)} ${refused}`;
    expect(outcomesOf(accepted)).toContain('fin-during-request');
  });

  test('and what the process closed is no idle limit', () => {
    const closes = [0, 0.01, 0.02].map((second, n) => idleSince(n + 1, second)).join('\n');
    const ends = [1, 2, 3].map((n) => closed(n, 60 + n / 100)).join('\n');
    const script = raw`${idleSince(0, 0)} ${closes} ${race} ${ends}`;
    const idleLimits = (lines: string) => analysisOf(tcpScript`${lines}`.bytes).report.timers;
    expect(idleLimits(raw`${script} ${refused}`)).toEqual([]);
    expect(idleLimits(script)).toMatchObject([{ side: 'upstream', timer: 'idle' }]);
  });
});

describe('near misses: the race alone', () => {
  test.each([
    [
      'closes at one idle age are a timer',
      raw`${idleSince(0, 0)} ${idleSince(1, 0.01)} ${idleSince(2, 0.02)} ${race} ${closed(1, 60.01)} ${closed(2, 60.02)}`,
    ],
    [
      'nearly all at one age are a timer too: a lost packet moves the age of the others',
      raw`${idleSince(0, 0)} ${idleSince(1, 0.1)} ${idleSince(2, 0.2)} ${idleSince(3, 7)} ${race} ${closed(1, 60.1)} ${closed(2, 60.2)} ${closed(3, 60.2)}`,
    ],
    [
      'closes of a server that looks once a second: at one time, within one second of age',
      raw`
        ${idleSince(0, 0)} ${idleSince(1, 0.3)} ${idleSince(2, 0.6)} ${idleSince(3, 0.9)}
        5.000   S > C0   FIN ack=28
        +0      C0 > S   ${POST} ack=41
        +0      S > C0   RST (bare) seq=41
        ${closed(1, 5.001)} ${closed(2, 5.002)} ${closed(3, 5.003)}
      `,
    ],
    ['two closes are no burst', raw`${idleSince(0, 0)} ${idleSince(1, 20)} ${race} ${closed(1, 60.05)}`],
    [
      'closes that lie further apart are no burst',
      raw`${idleSince(0, 0)} ${idleSince(1, 10)} ${idleSince(2, 25)} ${race} ${closed(1, 60.4)} ${closed(2, 60.8)}`,
    ],
    [
      'most connections stay: on a busy gateway some connection always closes',
      raw`
        ${idleSince(0, 0)} ${idleSince(1, 10)} ${idleSince(2, 25)}
        ${[3, 4, 5, 6].map((n) => idleSince(n, 30 + n)).join('\n')}
        ${race} ${closed(1, 60.05)} ${closed(2, 60.1)}
        62.000  C8 > S   SYN
        +0      S > C8   RST
      `,
    ],
  ])('%s', (_, lines) => {
    const kinds = findings(tcpScript`${lines}`).map(({ kind }) => kind);
    expect(kinds).toContain('fin-during-request');
    expect(kinds).not.toContain('restart-race');
  });

  test('a burst of another upstream', () => {
    const other = (n: number, second: number) => idleSince(n, second).replaceAll('S ', 'S1 ');
    const script = tcpScript`
      ${idleSince(0, 0)} ${other(1, 10)} ${other(2, 25)} ${other(3, 40)}
      ${race}
      ${[1, 2, 3].map((n) => closed(n, 60.05).replaceAll('S ', 'S1 ')).join('\n')}
    `;
    expect(findings(script).map(({ kind }) => kind)).toEqual(['fin-during-request']);
  });
});

describe('process-gone: the request was delivered and the process went away', () => {
  const died = raw`
    ${idleSince(0, 0)}
    60.000  C0 > S   ${POST}
    +0.001  S > C0   ACK
    +1.000  S > C0   FIN
    +0      C0 > S   FIN
    62.000  C1 > S   SYN
    +0      S > C1   RST
  `;

  test('connections are refused right after', () => {
    expect(findings(tcpScript`${died}`)[0]).toMatchObject({
      kind: 'premature-close-before-headers',
      manner: 'process-gone',
      family: 'restart-without-drain',
      owner: 'application',
      executed: 'likely',
    });
  });

  test('and accepted again later: a rollout', () => {
    expect(findings(tcpScript`${died} ${idleSince(2, 70)}`)[0]).toMatchObject({
      manner: 'process-gone',
      owner: 'rollout',
    });
  });

  test('with unread bytes it goes with a reset', () => {
    const script = tcpScript`
      ${idleSince(0, 0)}
      60.000  C0 > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
      +0.001  S > C0   ACK
      +1.000  S > C0   RST
      62.000  C1 > S   SYN
      +0      S > C1   RST
    `;
    expect(findings(script)[0]).toMatchObject({ kind: 'reset-with-unread-request', manner: 'process-gone' });
  });

  test('or with a reset that is the first to acknowledge a request on an idle connection', () => {
    const reset = raw`
      ${idleSince(0, 0)}
      60.000  C0 > S   ${POST}
      +0.001  S > C0   RST
    `;
    const refused = tcpScript`
      ${reset}
      60.500  C1 > S   SYN
      +0      S > C1   RST
    `;
    expect(findings(refused)[0]).toMatchObject({
      kind: 'reset-with-unread-request',
      manner: 'process-gone',
      family: 'restart-without-drain',
      executed: 'possibly',
    });
    const alone = findings(tcpScript`${reset}`)[0];
    expect(alone).toMatchObject({ kind: 'rst-after-idle', manner: 'covers-request', owner: 'settings' });
    expect(findings(refused)[0]?.id).toBe(alone?.id);
  });

  const failed = raw`
    ${idleSince(0, 0)}
    60.000  C0 > S   ${POST}
    +0.001  S > C0   ACK
    +1.000  S > C0   FIN
    +0      C0 > S   FIN
  `;
  const refusedAt = (second: number) => raw`
    ${second.toFixed(3)}  C9 > S   SYN
    +0      S > C9   RST
  `;

  test.each([
    ['a refusal long after one close is another story', raw`${failed} ${refusedAt(63)}`],
    ['a connection outlives the close', raw`${idleSince(1, 10)} ${failed} ${refusedAt(61.5)}`],
    ['a connection is accepted before the refusal', raw`${failed} ${idleSince(1, 61.2)} ${refusedAt(61.5)}`],
  ])('near miss: %s', (_, lines) => {
    const found = findings(tcpScript`${lines}`);
    const closed = found.find(({ kind }) => kind === 'premature-close-before-headers');
    expect(closed).toMatchObject({ manner: 'unknown', family: 'closed-without-answer' });
  });

  /** Requests on three fresh connections, the last sent at 60.2 s, cut off at `second` and 0.1 ms apart. */
  const cutOff = (targets: readonly string[], second: number) => raw`
    ${targets
      .map(
        (target, n) => raw`
          60.${n}00  C${n} > S   SYN
          +0.001  S > C${n}   SYN ACK
          +0      C${n} > S   ACK
          +0      C${n} > S   "GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n"
          +0.001  S > C${n}   ACK
        `,
      )
      .join('\n')}
    ${targets
      .map(
        (_, n) => raw`
        ${(second + n / 10_000).toFixed(4)}  S > C${n}   FIN
        +0      C${n} > S   FIN
      `,
      )
      .join('\n')}
  `;
  const told = (lines: string) => new Set(findings(tcpScript`${lines}`).map(({ manner }) => manner));

  test('different requests are cut off in one instant, sooner than any limit acts', () => {
    expect(told(raw`${cutOff(['/a', '/b', '/b'], 60.7)}`)).toEqual(new Set(['process-gone']));
  });

  test.each([
    ['one request that crashes its handler comes three times', raw`${cutOff(['/a', '/a', '/a'], 60.7)}`],
    ['a supervisor kills all that took too long', raw`${cutOff(['/a', '/b', '/b'], 63)}`],
    ['a connection outlives them', raw`${idleSince(5, 10)} ${cutOff(['/a', '/b', '/b'], 60.7)}`],
  ])('near miss: %s', (_, lines) => {
    expect(told(lines)).not.toContain('process-gone');
  });

  test('near miss: nobody else was refused', () => {
    const script = tcpScript`
      ${idleSince(0, 0)} ${idleSince(1, 10)}
      60.000  C0 > S   ${POST}
      +0.001  S > C0   ACK
      +1.000  S > C0   FIN
      +0      C0 > S   FIN
    `;
    expect(findings(script)[0]).toMatchObject({ manner: 'unknown', owner: 'application' });
  });
});

describe('connect-refused in a burst that heals is a rollout', () => {
  const refused = (n: number, second: number) => raw`
    ${second.toFixed(3)}  C${n} > S   SYN
    +0  S > C${n}   RST
  `;

  test('three or more refused, and accepted later', () => {
    const script = tcpScript`${refused(1, 0)} ${refused(2, 1)} ${refused(3, 2)} ${idleSince(4, 10)}`;
    expect(findings(script).map(({ owner }) => owner)).toEqual(['rollout', 'rollout', 'rollout']);
  });

  test.each([
    ['it never heals', raw`${refused(1, 0)} ${refused(2, 1)} ${refused(3, 2)}`],
    ['one alone', raw`${refused(1, 0)} ${idleSince(4, 10)}`],
  ])('near miss: %s', (_, lines) => {
    expect(new Set(findings(tcpScript`${lines}`).map(({ owner }) => owner))).toEqual(new Set(['host']));
  });
});
