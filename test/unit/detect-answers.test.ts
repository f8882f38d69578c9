/** Answers that are no teardown: unasked ones, and errors that the upstream or the gateway made up itself. */
import { describe, expect, test } from '@jest/globals';
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
