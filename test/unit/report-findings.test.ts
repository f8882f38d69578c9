/** How verdicts are told: names, numbers, filters, and what is left out. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FAMILIES } from '../../src/detect/finding.ts';
import { kinds } from '../../src/detect/registry.ts';
import { redact } from '../../src/report/redact.ts';
import { analysisOf, connectionsOf, findingOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const RACE = raw`
  ${EXCHANGE}
  5.060   S > C   FIN ack=28
  +0.005  C > S   ${POST} ack=41
  +0      S > C   RST (bare) seq=41
`;

describe('redaction', () => {
  const secret = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "POST /pay?card=4111 HTTP/1.1\r\nHost: a\r\nAuthorization: s3cret\r\nCookie: s3cret\r\nContent-Length: 6\r\n\r\ns3cret"
    +0.020  S > C   FIN
  `;

  test('a report holds no query, no payload and no credentials', () => {
    const text = JSON.stringify(analysisOf(secret.bytes, { connections: true }).report);
    expect(text).toContain('/pay');
    expect(text).not.toMatch(/4111|s3cret/);
  });

  test('the target is told up to its query or fragment', () => {
    for (const target of ['/pay?card=1', '/pay#x', '/pay?a#b']) {
      const script = tcpScript`
        ${HANDSHAKE}
        +0      C > S   "GET ${target} HTTP/1.1\r\n\r\n"
        +0      S > C   FIN
      `;
      expect(findingOf(script).request?.target).toBe('/pay');
    }
  });
});

describe('identity', () => {
  test('the id of a finding is the same wherever and whenever it was captured', () => {
    const elsewhere = tcpScript`
      0.100   C > S   SYN
      +0      S > C   SYN ACK
      +0.030  C > S   ACK
      +0      C > S   ${GET}
      +0      S > C   ${OK}
      +0.030  C > S   ACK
      5.080   C > S   ${POST} ack=41
      +0      S > C   FIN ack=28
      +0.010  S > C   RST (bare) seq=41
    `;
    expect(findingOf(elsewhere).id).toBe(findingOf(tcpScript`${RACE}`).id);
  });

  test('and another one for another connection', () => {
    const ids = ['C', 'C1'].map((name) => findingOf(tcpScript`${RACE.replaceAll('C ', `${name} `)}`).id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('filters', () => {
  test('by stream, and by addresses and ports for any other capture', () => {
    expect(findingOf(tcpScript`${RACE}`)).toMatchObject({
      displayFilter: 'tcp.stream eq 0',
      tupleFilter: 'ip.addr == 10.0.0.1 && tcp.port == 40000 && ip.addr == 10.0.0.2 && tcp.port == 8080',
    });
  });

  test('IPv6 has its own field and no brackets', () => {
    const { tupleFilter } = findingOf(tcpScript`capture ipv6${'\n'}${RACE}`);
    expect(tupleFilter).toContain('ipv6.addr == 2001:db8::1 && tcp.port == 40000');
  });
});

test('times are UTC with nine decimals', () => {
  const script = tcpScript`
    capture ns
    ${HANDSHAKE}
    1.000000001   C > S   ${GET}
    1.023456789   S > C   FIN
  `;
  const { time, request, measures } = findingOf(script);
  expect([request?.time, time]).toEqual(['2026-01-01T00:00:01.000000001Z', '2026-01-01T00:00:01.023456789Z']);
  expect(measures.waitSeconds).toBeCloseTo(0.023456788, 9);
});

test('a list of connections has Wireshark’s numbers', () => {
  const script = tcpScript`
    0.000   C > S    SYN             @first
    +0      C1 > S   SYN
    +0      S > C    SYN ACK
    +0      C > S    ${GET}
    +0      C > S    ${GET} seq=1
    +0      S > C    ${OK}
    +0      S > C    FIN             @fin
    +0      C > S    RST             @reset
  `;
  expect(connectionsOf(script)).toMatchObject([
    {
      index: 0,
      client: '10.0.0.1:40000',
      server: '10.0.0.2:8080',
      firstFrame: script.frame('first'),
      lastFrame: script.frame('reset'),
      packets: [4, 3],
      payloadBytes: [27, 40],
      requests: 1,
      responses: 1,
      closedBy: 'server',
      end: 'rst',
      finFrames: [null, script.frame('fin')],
      rstFrames: [[script.frame('reset')], []],
      retransmissions: [1, 0],
    },
    { index: 1, client: '10.0.0.1:40001', packets: [1, 0], requests: 0 },
  ]);
});

describe('every kind', () => {
  test('is described, once, in a family that people see', () => {
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
    for (const about of kinds) {
      expect(about.kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(Object.keys(FAMILIES)).toContain(about.family);
      for (const text of [about.title, about.owner, about.summary, about.decided]) expect(text).not.toBe('');
      expect(about.summary).toMatch(/\.$/);
      expect(about.decided).toMatch(/\.$/);
    }
  });
});

describe('remedies have a direction', () => {
  /** Three idle closes of the upstream after 5 s, then a race at 5 s. */
  const idle = (n: number) => raw`
    ${10 * n}.000  C${n} > S   SYN
    +0      S > C${n}   SYN ACK
    +0      C${n} > S   ${GET}
    +0      S > C${n}   ${OK}
  `;
  const closed = (n: number, by: string, to: string) => raw`
    ${10 * n + 5}.000  ${by} > ${to}   FIN
    +0      ${to} > ${by}   FIN
    +0      ${by} > ${to}   ACK
  `;
  const raced = raw`
    ${idle(4)}
    45.000  S > C4   FIN ack=28
    +0      C4 > S   ${POST} ack=41
    +0      S > C4   RST (bare) seq=41
  `;

  test('the upstream gives up at 5 s: the gateway must give up earlier', () => {
    const script = tcpScript`
      ${[1, 2, 3].map((n) => idle(n) + closed(n, 'S', `C${n}`)).join('\n')}
      ${raced}
    `;
    const { remedy, cause } = findingOf(script);
    expect(cause?.name).toMatch(/5\.00 s/);
    const gateway = remedy.filter(({ where }) => where === 'gateway' || where === 'nginx');
    expect(gateway).not.toHaveLength(0);
    for (const { value } of gateway) expect(Number.parseFloat(value)).toBeLessThan(5);
  });

  test('where the gateway gives up first as a rule, its limit is not blamed', () => {
    const script = tcpScript`
      ${[1, 2, 3].map((n) => idle(n) + closed(n, `C${n}`, 'S')).join('\n')}
      ${raced}
    `;
    const { timers } = analysisOf(script.bytes).report;
    expect(timers).toMatchObject([{ side: 'gateway', samples: 3 }]);
    expect(findingOf(script).cause?.confidence ?? 'possible').toBe('possible');
  });
});

describe('a gateway is known by what it signs its answers to clients with', () => {
  const get = (path: string) => raw`"GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n"`;
  const answer = (server: string) =>
    raw`"HTTP/1.1 200 OK\r\n${server === '' ? '' : raw`Server: ${server}\r\n`}Content-Length: 2\r\n\r\nok"`;
  /** A browser B asks the gateway G; it asks S as C, and the second time meets S's FIN. */
  const story = (gatewaySays: string, upstreamSays: string) => raw`
    B = 192.0.2.7:50000
    G = 192.0.2.1:80
    0.000   B > G   SYN
    +0      G > B   SYN ACK
    +0      B > G   ${get('/a')}
    +0      C > S   SYN
    +0.010  S > C   SYN ACK
    +0      C > S   ${get('/a')}
    +0.010  S > C   ${answer(upstreamSays)}
    +0      C > S   ACK
    +0      G > B   ${answer(gatewaySays)}
    5.000   S > C   FIN
    +0      C > S   ${get('/b')} ack=${upstreamSays === '' ? 41 : 51 + upstreamSays.length}
    +0.010  S > C   RST (bare)
  `;
  const legs = (gatewaySays: string, upstreamSays: string) => tcpScript`${story(gatewaySays, upstreamSays)}`;
  const race = (script: { bytes: Uint8Array }) => {
    const finding = analysisOf(script.bytes).report.findings.find(
      ({ family }) => family === 'keep-alive-race',
    );
    return { where: finding?.remedy[0]?.where, logs: finding?.logs.map((line) => line.split(':')[0]) };
  };

  test('the change bears its names, and the log line is its own', () => {
    expect(race(legs('Caddy', ''))).toEqual({ where: 'caddy', logs: ['Caddy'] });
    expect(race(legs('nginx/1.22.1', 'gunicorn'))).toEqual({ where: 'nginx', logs: ['nginx'] });
  });

  test.each([
    ['passed on what the upstream signs', legs('nginx', 'nginx')],
    ['signs nothing', legs('', '')],
    ['passed on what another upstream signs', legs('gunicorn', '')],
  ])('near miss: it %s', (_, script) => {
    expect(race(script).where).toBe('gateway');
    expect(race(script).logs).toHaveLength(4);
  });

  test('that two clients ask it for the same at once makes none of them the gateway', () => {
    const second = raw`
      B2 = 192.0.2.8:50000
      0.000   B2 > G   SYN
      +0      G > B2   SYN ACK
      +0      B2 > G   ${get('/a')}
      +0      G > B2   ${answer('Caddy')}
    `;
    const script = tcpScript`${story('Caddy', '')} ${second}`;
    expect(race(script)).toEqual({ where: 'caddy', logs: ['Caddy'] });
  });
});

describe('a connection that begins with a PROXY header', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"
    +0      C > S   ${GET}
    +0.020  S > C   ACK
    +1      S > C   FIN
  `;

  test('tells whose request failed', () => {
    expect(findingOf(script).request?.clientAddress).toBe('192.0.2.1:56324');
  });

  test('of either version, as HAProxy writes it: the ports that tshark reads', () => {
    const capture = new URL('../../samples/haproxy-proxy-protocol/capture.pcap', import.meta.url);
    const { findings } = analysisOf(new Uint8Array(readFileSync(capture))).report;
    expect(findings.map(({ request }) => request?.clientAddress)).toEqual([
      '127.0.0.1:38022',
      '127.0.0.1:38042',
      '127.0.0.1:47260',
      '127.0.0.1:47284',
    ]);
  });

  test('but not to people outside', () => {
    const { report, timelines } = redact(analysisOf(script.bytes), 'share');
    expect(JSON.stringify([report, [...timelines]])).not.toContain('192.0.2.1');
    expect(report.findings[0]?.request?.clientAddress).toMatch(/^host-\d+:port-\d+$/);
  });
});

test('an answer that came when the gateway had left tells the timeout that would have been needed', () => {
  const script = tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   ACK
    60.020  C > S   FIN
    75.020  S > C   ${OK}
    +0      C > S   RST (bare)
  `;
  const { measures, remedy } = findingOf(script);
  expect(measures.lateAnswerSeconds).toBeCloseTo(75, 3);
  expect(remedy[1]?.text).toMatch(/read timeout .*the answer came after 75.0 s/);
});
