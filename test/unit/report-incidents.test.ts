/** Findings of one cause, told once, the worst for clients first. */
import { describe, expect, test } from '@jest/globals';
import { whatHappened } from '../../src/report/what-happened.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

/** Connection `n` to `server`: its request is closed without an answer after `wait` seconds. */
const failed = (n: number, wait: number, server = 'S') => raw`
  ${100 * n}.000  C${n} > ${server}   SYN
  +0      ${server} > C${n}   SYN ACK
  +0      C${n} > ${server}   "GET /report HTTP/1.1\r\nHost: a\r\n\r\n"
  +${wait}  ${server} > C${n}   FIN
  +0      C${n} > ${server}   FIN
`;
const refused = (n: number, server = 'S') => raw`
  ${100 * n}.000  C${n} > ${server}   SYN
  +0      ${server} > C${n}   RST
`;
const incidentsOf = (...lines: readonly string[]) =>
  analysisOf(tcpScript`${lines.join('\n')}`.bytes).report.incidents;

describe('grouping', () => {
  test('failures of one kind at one upstream are one incident', () => {
    expect(incidentsOf(failed(1, 60.1), failed(2, 63.3), failed(3, 66.8))).toMatchObject([
      {
        family: 'closed-without-answer',
        endpoints: ['10.0.0.2:8080'],
        failedRequests: 3,
        masked: 0,
        executed: { likely: 3 },
        owner: 'application',
        firstTime: '2026-01-01T00:02:40.100000000Z',
        lastTime: '2026-01-01T00:06:06.800000000Z',
      },
    ]);
  });

  test('another upstream or another kind is another incident', () => {
    expect(incidentsOf(failed(1, 5), failed(2, 5, 'S1'), refused(3))).toHaveLength(3);
  });

  test('the one with the most failed requests comes first', () => {
    const [first, second] = incidentsOf(refused(1), failed(2, 5), failed(3, 6));
    expect([first?.failedRequests, second?.failedRequests]).toEqual([2, 1]);
  });

  test('ids are stable and short', () => {
    const [one] = incidentsOf(failed(1, 5));
    expect(one?.id).toMatch(/^[0-9a-f]{4}$/);
    expect(incidentsOf(failed(1, 5))[0]?.id).toBe(one?.id);
  });
});

describe('what happened', () => {
  test('names the request, where it is the same one, and the waits', () => {
    expect(incidentsOf(failed(1, 60.1), failed(2, 66.8))[0]?.what).toBe(
      'GET /report: no byte of an answer, closed after 60.10 to 66.80 s',
    );
  });

  test('of a single connection in the singular', () => {
    const race = (n: number) => `
      ${n}.000  C${n} > S  SYN
      +0        S > C${n}  SYN ACK
      +0        C${n} > S  ${GET}
      +0        S > C${n}  ${OK}
      +0.500    S > C${n}  FIN ack=28
      +0        C${n} > S  "GET /${n} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n" ack=41
      +0        S > C${n}  RST (bare) seq=41
    `;
    const what = (...races: string[]) =>
      analysisOf(tcpScript`${races.join('')}`.bytes).report.incidents[0]?.what;
    expect(what(race(1))).toBe(
      'upstream closed a connection idle for 0.50 s; the gateway was just reusing it',
    );
    expect(what(race(1), race(3))).toMatch(/^upstream closed connections idle for .* reusing them$/);
  });

  test("on the client's leg the gateway cut the answer", () => {
    const { findings } = analysisOf(
      tcpScript`
      100.000  C > S   SYN
      +0      S > C   SYN ACK
      +0      C > S   ${GET}
      +1      S > C   "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"
      +1      S > C   FIN
      +0      C > S   FIN
    `.bytes,
    ).report;
    expect(whatHappened(findings)).toMatch(/: answer cut by the upstream, 4 bytes/);
    expect(whatHappened(findings.map((finding) => ({ ...finding, leg: 'client' })))).toMatch(
      /: answer cut by the gateway, 4 bytes/,
    );
  });

  test('answers of the upstream itself are counted', () => {
    const answered = (n: number) => `
      ${n}.000  C${n} > S  SYN
      +0        S > C${n}  SYN ACK
      +0        C${n} > S  ${GET}
      +0        S > C${n}  "HTTP/1.1 50${n} No\\r\\nContent-Length: 0\\r\\n\\r\\n"
    `;
    const [incident] = analysisOf(tcpScript`${answered(2)} ${answered(3)}`.bytes).report.incidents;
    expect(incident?.what).toBe('10.0.0.2:8080 itself answered 2 requests with 502, 503 or 504');
  });

  test('a limit is read off the waits, and the cause says how surely', () => {
    const [incident] = incidentsOf(failed(1, 63.349), failed(2, 66.804), failed(3, 60.167));
    expect(incident?.cause).toMatchObject({
      name: expect.stringContaining('60 s'),
      because: expect.arrayContaining([expect.stringContaining('60.17 to 66.80 s')]),
    });
    expect(incident?.remedy).not.toHaveLength(0);
  });

  test('one wait alone fits any limit below it', () => {
    const [incident] = incidentsOf(failed(1, 5.05));
    expect(incident?.cause?.name ?? '').not.toMatch(/about/);
  });
});

test('nothing found, no incident', () => {
  const script = tcpScript`
    0.000   C > S   SYN
    +0      S > C   SYN ACK
    +0      C > S   ${GET}
    +0      S > C   ${OK}
  `;
  expect(analysisOf(script.bytes).report).toMatchObject({
    incidents: [],
    findings: [],
    endpoints: [{ address: '10.0.0.2:8080', role: 'upstream', requests: 1, connections: 1, findings: {} }],
  });
});
