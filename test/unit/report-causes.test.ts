/** What stands behind a failure, from what the other requests of its upstream tell. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** A connection from port 40000 + `n` whose first request meets `lines`. */
const opened = (n: number, lines: string) => raw`
  ${n * 100}.000  C${n} > S   SYN
  +0.001  S > C${n}   SYN ACK
  +0      C${n} > S   ACK
  +0      C${n} > S   ${GET}
  +0.001  S > C${n}   ACK
  ${lines.replaceAll('C ', `C${n} `).replaceAll(/C$/gm, `C${n}`)}
`;
const CUT = raw`"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nten bytes!"`;
const cutAfter = (n: number, seconds: number, by = 'FIN') =>
  opened(
    n,
    raw`
    +0.010          S > C  ${CUT}
    +${(seconds - 0.011).toFixed(3)}  S > C  ${by}
  `,
  );
const silentFor = (n: number, seconds: number) =>
  opened(n, raw`+${(seconds - 0.001).toFixed(3)}  S > C  FIN`);
const signedCut = (n: number, server: string) =>
  opened(
    n,
    raw`
    +0.010  S > C  "HTTP/1.1 200 OK\r\nServer: ${server}\r\nContent-Length: 20\r\n\r\nten bytes!"
    +60     S > C  FIN
  `,
  );
const answeredAfter = (n: number, seconds: number) =>
  opened(
    n,
    raw`
    +${(seconds - 0.001).toFixed(3)}  S > C  ${OK}
    +0  C > S  ACK
  `,
  );
const causesOf = (lines: string) =>
  analysisOf(tcpScript`${lines}`.bytes).report.findings.map(({ cause }) => cause?.name ?? null);

describe('a cut answer', () => {
  test('long after the request is a time limit, with the closes before any answer', () => {
    const lines = `${cutAfter(0, 60.2)} ${silentFor(1, 61)} ${cutAfter(2, 64)} ${answeredAfter(3, 59)}`;
    expect(causesOf(lines)).toEqual(Array(3).fill('a time limit of about 60 s'));
  });

  test('soon after the request is a crash: hardly any limit is that short', () => {
    expect(causesOf(cutAfter(0, 0.3))).toEqual(['crash, abort or kill in the middle of the answer']);
  });

  test('by a reset is a crash', () => {
    expect(causesOf(cutAfter(0, 30, 'RST'))).toEqual(['crash, abort or kill in the middle of the answer']);
  });

  test('its own limit is what the upstream’s log says first', () => {
    const signed = raw`
      ${opened(
        9,
        raw`
        +0.010  S > C  "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nContent-Length: 2\r\n\r\nok"
        +0      C > S  ACK
      `,
      )}
    `;
    const { findings } = analysisOf(
      tcpScript`${silentFor(0, 30.2)} ${silentFor(1, 30.9)} ${signed}`.bytes,
    ).report;
    expect(findings.map(({ manner, logs }) => [manner, logs[0]])).toEqual(
      Array(2).fill(['timer', 'gunicorn: [CRITICAL] WORKER TIMEOUT (pid:…)']),
    );
  });

  test('by a gateway may have been passed on: the limit is not its own', () => {
    const limit = (server: string) => findingOf(tcpScript`${signedCut(0, server)}`);
    expect(limit('nginx').cause?.name).toBe('a time limit');
    expect(limit('nginx').remedy[0]?.setting).toBe('capture');
    expect(limit('gunicorn').cause?.name).toBe('a time limit of gunicorn');
    expect(limit('gunicorn').remedy[0]?.setting).toBe('timeout');
  });

  test('is no time limit where others were answered after much longer', () => {
    expect(causesOf(`${cutAfter(0, 30)} ${silentFor(1, 30)} ${answeredAfter(2, 45)}`)).toEqual([
      'crash, abort or kill in the middle of the answer',
      'crash, abort or kill while handling the request',
    ]);
    expect(causesOf(`${cutAfter(0, 30)} ${silentFor(1, 30)} ${answeredAfter(2, 33)}`)).toEqual(
      Array(2).fill('a time limit of about 30 s'),
    );
  });
});

describe('a forgotten connection', () => {
  /** A second request after `seconds` of idleness, answered by `what`. */
  const again = (n: number, seconds: number, what: string) => raw`
    ${opened(
      n,
      raw`
      +0.010  S > C  ${OK}
      +0      C > S  ACK
      +${seconds}  C > S  ${POST}
      +0.002  S > C  ${what}
    `,
    )}
  `;

  test('may be a reboot, where no box forgets that early', () => {
    const { cause, remedy } = findingOf(tcpScript`${again(0, 20, 'RST (bare) seq=41')}`);
    expect(cause?.name).toBe('a reboot, or a box on the path that forgot the connection');
    expect(remedy[0]?.setting).toBe('uptime');
    expect(remedy.map(({ setting }) => setting)).toContain('net.ipv4.tcp_keepalive_time');
  });

  test('was forgotten by no idle limit, where others lived on after longer', () => {
    const script = tcpScript`${again(0, 50, OK)} ${again(1, 20, 'RST (bare) seq=41')}`;
    const { cause, remedy } = findingOf(script);
    expect(cause?.name).toBe('a reboot, or a box on the path that lost its connections');
    expect(remedy.map(({ setting }) => setting)).not.toContain('net.ipv4.tcp_keepalive_time');
  });

  test('is the known box’s whose limit it had reached', () => {
    const { cause } = findingOf(tcpScript`${again(0, 352, 'RST (bare) seq=41')}`);
    expect(cause?.name).toBe('AWS NLB, 350 s idle limit');
  });
});

describe('a gateway that gave up', () => {
  test('early: its client’s patience is more likely than any limit', () => {
    const { remedy } = findingOf(tcpScript`${opened(0, '+0.400  C > S  FIN')}`);
    expect(remedy.map(({ where, setting }) => `${where} ${setting}`)).toEqual([
      'gateway access log',
      'client timeout',
    ]);
  });

  test('while the upstream’s window was closed: the upload was stuck', () => {
    const { manner, remedy, logs } = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nbegin"
      +0.020  S > C   ACK win=0
      5.000   C > S   FIN
    `);
    expect(manner).toBe('sending');
    expect(remedy[0]?.setting).toBe('request body');
    expect(logs[0]).toMatch(/while sending request to upstream$/);
  });

  test('that never got the answer, although it was sent again: packets that do not get through', () => {
    const { manner, measures, remedy } = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0.020  S > C   ACK
      +0.010  S > C   ${CUT}
      +0.300  S > C   ${CUT} seq=1
      3.000   C > S   FIN ack=1
    `);
    expect(manner).toBe('answer-lost');
    // From the request: the gateway got nothing that would have begun its wait anew.
    expect(measures.waitSeconds).toBeCloseTo(2.98, 2);
    expect(remedy[0]?.setting).toBe('MTU');
  });

  test('while the upload went on: not for the upstream’s window', () => {
    const { manner } = findingOf(tcpScript`
      ${HANDSHAKE}
      +0      C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nbegin"
      +0.020  S > C   ACK
      5.000   C > S   FIN
    `);
    expect(manner).toBe('before-headers');
  });
});

test('a refused connection to what answered before is a process that ended, not a wrong address', () => {
  const refused = raw`
    90.000  C9 > S   SYN
    +0      S > C9   RST
  `;
  const settingsOf = (lines: string) => findingOf(tcpScript`${lines}`).remedy.map(({ setting }) => setting);
  expect(settingsOf(raw`${EXCHANGE} ${refused}`)[0]).toBe('process');
  expect(settingsOf(refused)[0]).toBe('listening port');
});
