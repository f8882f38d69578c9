/** Answers that are no teardown: unasked ones, and errors that the upstream or the gateway made up itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeWithCorpus } from '../support/corpus.ts';
import { analysisOf, findingOf, outcomesOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const TIMEOUT = raw`"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"`;
const BAD_GATEWAY = raw`"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno"`;
const CLOSE = raw`
  +0      S > C   FIN
  +0      C > S   FIN
  +0      S > C   ACK
`;

describe('unsolicited-response: bytes of the upstream with nothing outstanding', () => {
  const idle = tcpScript`
    ${EXCHANGE}
    60.000  S > C   ${TIMEOUT} ack=28   @response
    ${CLOSE}
  `;

  test('a note where nobody was hurt', () => {
    const { findings, summary } = analysisOf(idle.bytes).report;
    expect(findings).toMatchObject([
      {
        kind: 'unsolicited-response',
        severity: 'note',
        owner: 'application',
        family: 'not-a-teardown',
        request: null,
      },
    ]);
    expect(summary.failedRequests).toBe(0);
  });

  test('an error where the next request of the connection fails by it', () => {
    const script = tcpScript`
      ${EXCHANGE}
      60.000  S > C   ${TIMEOUT} ack=28
      +0.001  C > S   ${POST} ack=41
      +0      S > C   RST (bare) seq=41
    `;
    expect(findingOf(script)).toMatchObject({ severity: 'error', request: { number: 2, method: 'POST' } });
  });

  test('near miss: the answer to a request that stands later in the file', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   S > C   ${OK} ack=75
      +0      C > S   ${POST} ack=41
      ${CLOSE}
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('near miss: a capture that began after the request', () => {
    const script = tcpScript`
      S > C   ${OK}
      C > S   ACK
      C > S   ${GET}
      S > C   ${OK}
    `;
    expect(outcomesOf(script)).not.toContain('unsolicited-response');
  });
});

describe('upstream-error-response: 502, 503 or 504 from the upstream itself', () => {
  const answered = (status: string) => tcpScript`
    ${EXCHANGE}
    1.000   C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n"
    +0      C > S   ACK
    ${CLOSE}
  `;

  test.each(['502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout'])('%s: a note', (status) => {
    const script = answered(status);
    expect(findingOf(script)).toMatchObject({
      kind: 'upstream-error-response',
      family: 'not-a-teardown',
      severity: 'note',
      executed: 'answered',
    });
    expect(outcomesOf(script)).toEqual(['idle-close', 'upstream-error-response']);
  });

  test.each(['500 Internal Server Error', '404 Not Found', '501 Not Implemented', '505 Version'])(
    'near miss: %s is the application’s own business',
    (status) => {
      expect(outcomesOf(answered(status))).toEqual(['idle-close']);
    },
  );
});

describe('a gateway’s own page, on the leg before it', () => {
  const page = (head: string, body: string) => tcpScript`
    ${EXCHANGE}
    1.000   C > S   ${GET}
    +0.020  S > C   "${head}\r\nContent-Length: ${body.replaceAll(/\\[rn]/g, '.').length}\r\n\r\n${body}"
    +0      C > S   ACK
    ${CLOSE}
  `;
  const NGINX = raw`<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>`;
  const CUT_OFF = raw`<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>`;

  test.each([
    ['nginx', raw`HTTP/1.1 502 Bad Gateway\r\nServer: nginx`, NGINX],
    ['HAProxy', raw`HTTP/1.1 504 Gateway Time-out`, CUT_OFF],
    ['Varnish', raw`HTTP/1.1 503 Backend fetch failed\r\nVia: 1.1 varnish`, 'Guru Meditation'],
    ['Envoy', raw`HTTP/1.1 503 Service Unavailable\r\nserver: envoy`, 'no healthy upstream'],
    ['the AWS load balancer', raw`HTTP/1.1 502 Bad Gateway\r\nServer: awselb/2.0`, '<html>'],
  ])('%s: what failed lies behind it', (product, head, body) => {
    const finding = findingOf(page(head, body));
    expect(finding).toMatchObject({
      kind: 'upstream-error-response',
      manner: 'own-page',
      leg: 'client',
      title: 'Answered by the gateway',
      severity: 'note',
      confidence: 'likely',
      owner: 'undetermined',
      executed: 'unknown',
      proof: 'none',
      proofFrame: null,
    });
    expect(finding.explanation).toMatch(/^The gateway 10\.0\.0\.2:8080 answered 50\d with a page of its own/);
    expect(finding.evidence.map(({ text }) => text).join()).toContain(`one that ${product} makes up`);
  });

  test.each([
    [
      'a limit of nginx’ own',
      raw`HTTP/1.1 503 Service Unavailable\r\nServer: nginx`,
      NGINX.replaceAll('502', '503'),
    ],
    [
      'an application behind nginx',
      raw`HTTP/1.1 502 Bad Gateway\r\nServer: nginx`,
      '<h1>502 Bad Gateway</h1>',
    ],
    [
      'an application behind Envoy',
      raw`HTTP/1.1 503 Busy\r\nserver: envoy`,
      'queue full: no healthy upstream',
    ],
  ])('near miss: %s', (_, head, body) => {
    expect(findingOf(page(head, body))).toMatchObject({ manner: null, title: 'Answered by the upstream' });
  });

  test('near miss: what follows in the capture’s memory is no part of the answer', () => {
    const script = tcpScript`
      ${EXCHANGE}
      1.000   C > S   ${GET}
      +0.020  S > C   "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
      +0      C > S   "POST / HTTP/1.1\r\nContent-Length: ${NGINX.length}\r\n\r\n${NGINX}"
    `;
    expect(findingOf(script)).toMatchObject({ manner: null });
  });
});

describe('both legs of a gateway in one capture', () => {
  /** B is a browser, G the gateway's address towards it, C the gateway's towards the upstream S. */
  const names = raw`
    B = 192.0.2.7:50000
    B1 = 192.0.2.8:50000
    G = 10.0.0.1:80
  `;
  const asked = raw`
    10.000  B > G   SYN
    +0      G > B   SYN ACK
    +0      B > G   ${GET}
  `;
  /** An earlier request, which the gateway sent on: this is how it is known for one. */
  const worked = raw`
    0.000   B1 > G   SYN
    +0      G > B1   SYN ACK
    +0      B1 > G   "GET /fine HTTP/1.1\r\nHost: a\r\n\r\n"
    +0.001  C1 > S   SYN
    +0      S > C1   SYN ACK
    +0      C1 > S   "GET /fine HTTP/1.1\r\nHost: a\r\n\r\n"
    +0.001  S > C1   ${OK}
    +0.001  G > B1   ${OK}
  `;

  test('gateway-answered-alone: an error without an attempt upstream', () => {
    const script = tcpScript`
      ${names} ${worked} ${asked}
      +0.002  G > B   ${BAD_GATEWAY}
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'gateway-answered-alone',
      severity: 'note',
      owner: 'gateway',
      connection: { server: '10.0.0.1:80' },
    });
  });

  test('near miss: the attempt that failed is the finding, the answer only tells of it', () => {
    const script = tcpScript`
      ${names} ${worked} ${asked}
      +0.001  C > S   SYN
      +0.001  S > C   RST
      +0.001  G > B   ${BAD_GATEWAY}
    `;
    expect(outcomesOf(script).filter((outcome) => outcome !== 'open')).toEqual(['connect-refused']);
  });

  test('near miss: the gateway passes on what its upstream answered', () => {
    const script = tcpScript`
      ${names} ${worked} ${asked}
      +0.001  C > S   SYN
      +0      S > C   SYN ACK
      +0      C > S   ${GET}
      +0.001  S > C   ${BAD_GATEWAY}
      +0.001  G > B   ${BAD_GATEWAY}
    `;
    expect(findingOf(script)).toMatchObject({
      kind: 'upstream-error-response',
      connection: { server: '10.0.0.2:8080' },
    });
  });
});

describeWithCorpus('the clients’ side of real gateways', (corpus) => {
  test.each([
    ['go_writetimeout_a', 'nginx'],
    ['haproxy_go_a', 'HAProxy'],
    ['apache_proxy_tomcat_a', 'Apache httpd'],
    ['varnish_go_a', 'Varnish'],
    ['caddy_go_a', 'Caddy'],
  ])('%s: every error is the gateway’s own page', async (scenario, product) => {
    const bytes = readFileSync(join(corpus, 'captures/lab', scenario, 'client_side.pcap'));
    const { findings } = analysisOf(bytes).report;
    const notes = findings.filter(({ kind }) => kind === 'upstream-error-response');
    expect(notes.length).toBeGreaterThan(3);
    for (const { manner, evidence } of notes) {
      expect(manner).toBe('own-page');
      expect(evidence.map(({ text }) => text)).toContain(`the page is one that ${product} makes up itself`);
    }
  });
});
