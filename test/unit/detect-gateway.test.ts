/**
 * Why a gateway gave up, and failures that show on both of its legs. B is a browser, C the gateway's upstream leg,
 * G its address towards the browser, S the upstream.
 */
import { describe, expect, test } from '@jest/globals';
import { ladderLines } from '../../cli/render/ladder.ts';
import { Zone } from '../../cli/render/zone.ts';
import { timelineKey } from '../../src/analysis.ts';
import { Analyzer } from '../../src/analyzer.ts';
import { combine } from '../../src/combine.ts';
import { onLeg } from '../../src/timeline/leg.ts';
import { layout } from '../../viewer/layout.ts';
import { toSvg } from '../../viewer/svg.ts';
import { analysisOf, outcomesOf } from '../support/diagnosis.ts';
import { OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const LEGS = raw`
  B = 192.0.2.7:50000
  G = 192.0.2.1:80
`;
const request = (path: string, id = '') =>
  raw`"GET ${path} HTTP/1.1\r\nHost: a\r\n${id === '' ? '' : raw`X-Request-Id: ${id}\r\n`}\r\n"`;

const findings = (script: { bytes: Uint8Array }) => analysisOf(script.bytes).report.findings;

function resultOf({ bytes }: { bytes: Uint8Array }) {
  const analyzer = new Analyzer({});
  analyzer.beginFile('script.pcap');
  analyzer.feed(bytes);
  analyzer.endFile();
  return analyzer.finish();
}

/** A connection from port 40000 + `n` whose request is given up `wait` seconds after it was sent, at `start`. */
const givenUp = (n: number, start: number, wait: number) => raw`
  ${start.toFixed(3)}  C${n} > S   SYN
  +0                   S > C${n}   SYN ACK
  +0                   C${n} > S   ACK
  +0                   C${n} > S   ${request(`/${n}`)}
  +0.001               S > C${n}   ACK
  ${(start + wait).toFixed(3)}  C${n} > S   FIN
  +0.001               S > C${n}   FIN
`;

describe('proxy-timeout: waits that end at one value are the gateway’s own timeout', () => {
  test('three of them', () => {
    const script = tcpScript`${givenUp(1, 0, 5)} ${givenUp(2, 10, 5.004)} ${givenUp(3, 20, 5.012)}`;
    expect(outcomesOf(script)).toEqual(['proxy-timeout', 'proxy-timeout', 'proxy-timeout']);
    expect(findings(script)[0]).toMatchObject({
      severity: 'error',
      owner: 'undetermined',
      executed: 'possibly',
    });
  });

  test.each([
    ['two are too few', [5, 5.004]],
    ['spread waits are clients that left', [3.4, 5.2, 9.9]],
    ['waits at no round value are none', [5.043, 5.044, 5.046]],
    ['a clock of whole seconds rounds every wait', [5, 5, 5]],
  ])('near miss: %s', (_, waits) => {
    const script = tcpScript`${waits.map((wait, n) => givenUp(n + 1, 10 * n, wait)).join('\n')}`;
    expect(new Set(outcomesOf(script))).toEqual(new Set(['proxy-gave-up']));
  });

  test.each([
    ['given up later', givenUp(4, 40, 8.2)],
    [
      'closed by the upstream later',
      raw`
        40.000  C4 > S   SYN
        +0      S > C4   SYN ACK
        +0      C4 > S   ${request('/4')}
        +8      S > C4   FIN
      `,
    ],
    [
      'answered later',
      raw`
        40.000  C4 > S   SYN
        +0      S > C4   SYN ACK
        +0      C4 > S   ${request('/4')}
        +8      S > C4   ${OK}
      `,
    ],
  ])('near miss: a request to the same upstream that was %s shows that this was no timeout', (_, longer) => {
    const script = tcpScript`${givenUp(1, 0, 5)} ${givenUp(2, 10, 5.004)} ${givenUp(3, 20, 5.012)} ${longer}`;
    expect(outcomesOf(script)).not.toContain('proxy-timeout');
  });

  test('where others are known, one that seems to fire a little early is no client either', () => {
    const waits = [5, 5.004, 5.01, 4.96];
    const script = tcpScript`${waits.map((wait, n) => givenUp(n + 1, 10 * n, wait)).join('\n')}`;
    expect(new Set(outcomesOf(script))).toEqual(new Set(['proxy-timeout']));
  });

  test('an answer that came when the gateway had left did not end its wait', () => {
    const late = raw`
      40.000  C4 > S   SYN
      +0      S > C4   SYN ACK
      +0      C4 > S   ${request('/4')}
      +0.001  S > C4   ACK
      +5      C4 > S   FIN
      +3      S > C4   ${OK}
      +0      C4 > S   RST (bare)
    `;
    const script = tcpScript`${givenUp(1, 0, 5)} ${givenUp(2, 10, 5.004)} ${late}`;
    expect(outcomesOf(script)).toEqual(['proxy-timeout', 'proxy-timeout', 'proxy-timeout']);
  });

  test.each([
    [4.8, 'proxy-timeout'],
    [4.6, 'proxy-gave-up'],
    [5.2, 'proxy-gave-up'],
  ])('in the middle of a body a known timeout may fire up to 0.3 s early: %d s', (wait, kind) => {
    const cut = raw`
      40.000  C4 > S   SYN
      +0      S > C4   SYN ACK
      +0      C4 > S   ${request('/4')}
      +0.001  S > C4   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
      +0      C4 > S   ACK
      +${wait}  C4 > S   FIN
    `;
    const script = tcpScript`${givenUp(1, 0, 5)} ${givenUp(2, 10, 5.004)} ${givenUp(3, 20, 5.012)} ${cut}`;
    expect(findings(script).at(-1)).toMatchObject({ kind, manner: 'mid-body' });
  });

  test('of several gateways each has its own timeout', () => {
    const script = tcpScript`
      C2 = 10.0.0.77:41000
      C3 = 10.0.0.78:41000
      ${givenUp(1, 0, 5)} ${givenUp(2, 10, 5.004)} ${givenUp(3, 20, 5.012)}
    `;
    expect(new Set(outcomesOf(script))).toEqual(new Set(['proxy-gave-up']));
  });
});

describe('client-abort: the client’s leg ended first', () => {
  const script = (id: string, lead: string) => tcpScript`
    ${LEGS}
    0.000     B > G   SYN
    +0        G > B   SYN ACK
    +0        B > G   ACK
    +0        B > G   ${request('/slow', id)}
    +0.001    C > S   SYN
    +0        S > C   SYN ACK
    +0        C > S   ACK
    +0        C > S   ${request('/slow', id)}
    +0.001    S > C   ACK
    3.000     B > G   FIN
    +0        G > B   ACK
    +${lead}  C > S   FIN
    +0.001    S > C   FIN
    +0        G > B   FIN
  `;

  test.each(['', 'abc-1'])('by method and target, or by id %j: a note', (id) => {
    const found = findings(script(id, '0.001'));
    expect(found.map(({ kind, severity, owner }) => [kind, severity, owner])).toEqual([
      ['client-abort', 'note', 'client'],
      ['client-abort', 'note', 'client'],
    ]);
  });

  test('whose words and lanes are those of its leg', () => {
    const { bytes } = script('', '0.001');
    const { report, timelines } = analysisOf(bytes);
    const [client, upstream] = report.findings.map((finding) => {
      const timeline = timelines.get(timelineKey(finding.capture, finding.connection.index))!;
      const [head = ''] = ladderLines(timeline, finding, { width: 100, zone: new Zone('UTC') });
      const svg = toSvg(layout(timeline, finding));
      const lanes = [...svg.matchAll(/>(client|gateway|upstream)</g)].map(([, name]) => name);
      return { leg: finding.leg, why: finding.evidence[0]?.text, head, lanes: lanes.slice(0, 2) };
    });
    expect(client).toMatchObject({
      leg: 'client',
      why: 'the client closed at 32, and the gateway had not',
      head: expect.stringMatching(/client 192.* gateway 192/),
      lanes: ['client', 'gateway'],
    });
    expect(upstream).toMatchObject({
      why: 'the gateway closed at 32, and the upstream had not',
      head: expect.stringMatching(/gateway 10.* upstream 10/),
      lanes: ['gateway', 'upstream'],
    });
  });

  test('the capture of both legs explains what one of the upstream’s leg alone holds against the gateway', () => {
    const upstreamLeg = raw`
      0.001     C > S   SYN isn=5000
      +0        S > C   SYN ACK isn=9000
      +0        C > S   ACK
      +0        C > S   ${request('/slow')}
      +0.001    S > C   ACK
    `;
    const ends = raw`
      3.001     C > S   FIN
      +0.001    S > C   FIN
    `;
    const alone = tcpScript`${upstreamLeg} ${ends}`;
    const both = tcpScript`
      ${LEGS}
      0.000     B > G   SYN
      +0        G > B   SYN ACK
      +0        B > G   ACK
      +0        B > G   ${request('/slow')}
      ${upstreamLeg}
      3.000     B > G   FIN
      +0        G > B   ACK
      ${ends}
      +0        G > B   FIN
    `;
    expect(findings(alone).map(({ kind }) => kind)).toEqual(['proxy-gave-up']);
    for (const scripts of [
      [alone, both],
      [both, alone],
    ]) {
      const { report } = combine(scripts.map(resultOf), {});
      expect(report.findings.map(({ kind }) => kind)).toEqual(['client-abort', 'client-abort']);
      expect(report.summary.failedRequests).toBe(0);
    }
  });

  test('so too where the gateway’s first SYN upstream was lost', () => {
    const { bytes } = tcpScript`
      ${LEGS}
      0.000     B > G   SYN
      +0        G > B   SYN ACK
      +0        B > G   ACK
      +0        B > G   ${request('/slow')}
      +0.001    C > S   SYN
      1.010     C > S   SYN
      +0        S > C   SYN ACK
      +0        C > S   ACK
      +0        C > S   ${request('/slow')}
      +0.001    S > C   ACK
      3.000     B > G   FIN
      +0        G > B   ACK
      +0.001    C > S   FIN
      +0.001    S > C   FIN
      +0        G > B   FIN
    `;
    const { findings: found, summary } = analysisOf(bytes).report;
    expect(found.map(({ kind }) => kind)).toEqual(['client-abort', 'client-abort']);
    expect(summary.failedRequests).toBe(0);
  });

  test('another client of the same server that asks the same makes no gateway of it', () => {
    const { bytes } = tcpScript`
      C1 = 10.0.0.66:40000
      0.000     C > S   SYN
      +0        S > C   SYN ACK
      +0        C > S   ACK
      +0        C1 > S  SYN
      +0        S > C1  SYN ACK
      +0        C1 > S  ACK
      +0        C > S   ${request('/slow')}
      +0.001    S > C   ACK
      +0.010    C1 > S  ${request('/slow')}
      +0.001    S > C1  ${OK}
      3.000     C > S   FIN
      +0.001    S > C   FIN
    `;
    expect(analysisOf(bytes).report.findings.map(({ kind }) => kind)).toEqual(['proxy-gave-up']);
  });

  test('a gateway that goes on for a second has reasons of its own', () => {
    const [, upstream] = findings(script('', '1.000'));
    expect(upstream?.kind).toBe('proxy-gave-up');
  });
});

describe('masked: the same request on another connection, answered', () => {
  const retried = (id: string, delay: string, answer = OK, second = 'C1') => tcpScript`
    D = 10.0.0.66:40000
    0.000      C > S   SYN
    +0         S > C   SYN ACK
    +0         C > S   ACK
    +0         C > S   ${request('/pay', id)}
    +0.001     S > C   FIN
    +0         C > S   FIN
    +0         S > C   ACK
    +${delay}  ${second} > S1  SYN
    +0         S1 > ${second}  SYN ACK
    +0         ${second} > S1  ACK
    +0         ${second} > S1  ${request('/pay', id)}   @retry
    +0.001     S1 > ${second}  ${answer}
  `;

  test('by id it is likely, and what was masked is a warning', () => {
    const script = retried('abc-1', '0.002');
    expect(findings(script)).toMatchObject([
      {
        kind: 'premature-close-before-headers',
        severity: 'warning',
        masked: { connection: 1, frame: script.frame('retry'), status: 200, confidence: 'likely' },
      },
    ]);
    expect(analysisOf(script.bytes).report.summary).toMatchObject({ failedRequests: 1, masked: 1 });
  });

  test('T50 without an id it may be the client’s own retry: possible', () => {
    expect(findings(retried('', '0.002'))[0]?.masked).toMatchObject({ confidence: 'possible' });
  });

  test.each([
    ['seconds later without an id', retried('', '2.000')],
    ['later than a gateway retries', retried('abc-1', '9.000')],
    [
      'answered by an error',
      retried('abc-1', '0.002', raw`"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"`),
    ],
    ['sent by somebody else', retried('abc-1', '0.002', OK, 'D')],
  ])('near miss: %s', (_, script) => {
    const other = findings(script)[0];
    expect(other).toMatchObject({ masked: null, severity: 'error' });
  });

  test('near miss: another id is another request', () => {
    const script = tcpScript`
      0.000   C > S     SYN
      +0      S > C     SYN ACK
      +0      C > S     ${request('/pay', 'one')}
      +0.001  S > C     FIN
      +0      C1 > S1   SYN
      +0      S1 > C1   SYN ACK
      +0      C1 > S1   ${request('/pay', 'two')}
      +0.001  S1 > C1   ${OK}
    `;
    expect(findings(script)[0]?.masked).toBeNull();
  });

  test('one answer masks one failure', () => {
    const failing = (client: string) => raw`
      +0      ${client} > S   SYN
      +0      S > ${client}   SYN ACK
      +0      ${client} > S   ${request('/pay')}
      +0.001  S > ${client}   FIN
    `;
    const script = tcpScript`
      ${failing('C')} ${failing('C1')}
      +0      C2 > S   SYN
      +0      S > C2   SYN ACK
      +0      C2 > S   ${request('/pay')}
      +0.001  S > C2   ${OK}
    `;
    expect(analysisOf(script.bytes).report.summary).toMatchObject({ failedRequests: 2, masked: 1 });
  });
});

describe('who serves is an upstream', () => {
  const asked = (from: string, to: string, path: string) => `
    +0.001  ${from} > ${to}   SYN
    +0      ${to} > ${from}   SYN ACK
    +0      ${from} > ${to}   ${request(path)}
  `;
  const answered = (from: string, to: string) => `
    +0.001  ${to} > ${from}   ${OK}
  `;
  const rolesIn = (script: { bytes: Uint8Array }) =>
    Object.fromEntries(analysisOf(script.bytes).report.endpoints.map(({ address, role }) => [address, role]));

  test.each([
    ['under another address', '', 'gateway'],
    ['under its own address', 'C = 192.0.2.1:50001', 'gateway'],
    [
      'to a server on its own host, as one that asks itself',
      'C = 192.0.2.1:50001\nS = 192.0.2.1:8080',
      'upstream',
    ],
  ])('unless it was seen to send a request on: %s', (_, addresses, role) => {
    const script = tcpScript`
      ${LEGS}
      ${addresses}
      0.000 B > G SYN
      ${asked('B', 'G', '/')} ${asked('C', 'S', '/')} ${answered('C', 'S')} ${answered('B', 'G')}
    `;
    expect(rolesIn(script)['192.0.2.1:80']).toBe(role);
  });

  test('two gateways that send the same to two upstreams make no gateway of these', () => {
    const script = tcpScript`
      T = 10.0.0.3:8080
      D = 10.0.0.4:50001
      D2 = 10.0.0.4:50002
      0.000 C > S SYN
      ${asked('C', 'S', '/')} ${asked('D', 'T', '/')} ${answered('C', 'S')} ${answered('D', 'T')}
      ${asked('D2', 'T', '/b')} ${asked('C2', 'S', '/b')} ${answered('C2', 'S')} ${answered('D2', 'T')}
    `;
    expect(Object.values(rolesIn(script))).toEqual(['upstream', 'upstream']);
  });
});

describe('on the leg between client and gateway the ends are called that', () => {
  test.each([
    ['the gateway closed at 1, and the upstream had not', 'the client closed at 1, and the gateway had not'],
    ["the upstream's TTL, to gateway.", "the gateway's TTL, to client."],
    ['cut GET /upstream/gateway: upstream.', 'cut GET /upstream/gateway: gateway.'],
    ['GET http://gateway/ of /a?upstream', 'GET http://gateway/ of /a?upstream'],
  ])('%s', (written, said) => {
    expect(onLeg(written, 'client')).toBe(said);
    expect(onLeg(written, undefined)).toBe(written);
  });
});

test('a failure that the gateway passes on to its client is told once', () => {
  const script = tcpScript`
    ${LEGS}
    0.000   B > G   SYN
    +0      G > B   SYN ACK
    +0      B > G   ${request('/big')}
    +0.001  C > S   SYN
    +0      S > C   SYN ACK
    +0      C > S   ${request('/big')}
    +0.001  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"
    +0      G > B   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"
    +0      S > C   FIN
    +0.001  G > B   FIN
  `;
  expect(
    findings(script).map(({ kind, severity, connection }) => [connection.server, kind, severity]),
  ).toEqual([
    ['10.0.0.2:8080', 'truncated-response', 'error'],
    ['192.0.2.1:80', 'truncated-response', 'note'],
  ]);
  expect(analysisOf(script.bytes).report.summary.failedRequests).toBe(1);
});

describe('a gateway that must connect first sends the request on a round trip later', () => {
  const cut = (roundTrip: number, delay: number) => tcpScript`
    ${LEGS}
    0.000   B > G   SYN
    +0      G > B   SYN ACK
    +0      B > G   ${request('/big')}
    +${delay - roundTrip}  C > S   SYN
    +${roundTrip}  S > C   SYN ACK
    +0      C > S   ACK
    +0      C > S   ${request('/big')}
    +${roundTrip}  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"
    +0      G > B   "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"
    +0      S > C   FIN
    +0.001  G > B   FIN
  `;

  test.each([
    ['far away', cut(0.3, 0.301), 1],
    ['near', cut(0.01, 0.301), 2],
  ])('%s', (_, { bytes }, failures) => {
    expect(analysisOf(bytes).report.summary.failedRequests).toBe(failures);
  });
});
