import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { GET, HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const HEAD = String.raw`"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"`;
const CHUNKED = String.raw`"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"`;

const answeredBy = (...lines: readonly string[]) => tcpScript`
  ${HANDSHAKE}
  +0      C > S   ${GET}
  +0.020  ${lines.join('\n  +0      ')}
`;

describe('headers, then a close of the upstream before the body is whole', () => {
  test.each([
    ['FIN', 'fin'],
    ['RST', 'reset'],
    ['RST (bare)', 'reset'],
  ])('by %s', (close, manner) => {
    const script = answeredBy(`S > C ${HEAD} @response`, 'S > C 400 bytes', 'C > S ACK', `S > C ${close}`);
    expect(findingOf(script)).toMatchObject({
      kind: 'truncated-response',
      family: 'response-cut',
      manner,
      severity: 'error',
      owner: 'application',
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: script.frame('response'),
      measures: { bytesMissing: 600 },
    });
  });

  test('one missing byte is enough', () => {
    const script = answeredBy(`S > C ${HEAD}`, 'S > C 999 bytes', 'S > C FIN');
    expect(findingOf(script).measures.bytesMissing).toBe(1);
  });

  test('of a chunked body nobody knows how much is missing', () => {
    const finding = findingOf(answeredBy(`S > C ${CHUNKED}`, 'S > C FIN'));
    expect(finding).toMatchObject({ kind: 'truncated-response', measures: { bytesMissing: null } });
  });

  test('the last chunk without the end of its trailers is not the end', () => {
    const script = answeredBy(`S > C ${CHUNKED}`, String.raw`S > C "0\r\n"`, 'S > C FIN');
    expect(outcomesOf(script)).toEqual(['truncated-response']);
  });

  test('the last bytes may come with the FIN', () => {
    const script = answeredBy(`S > C ${HEAD}`, 'S > C 400 bytes FIN');
    expect(findingOf(script).measures.bytesMissing).toBe(600);
  });
});

describe('near misses', () => {
  test('a body that ends with the last byte', () => {
    const script = answeredBy(`S > C ${HEAD}`, 'S > C 1000 bytes FIN', 'C > S FIN', 'S > C ACK');
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });

  test('a chunked body that ends with its last chunk', () => {
    const end = String.raw`S > C "0\r\n\r\n" FIN`;
    expect(outcomesOf(answeredBy(`S > C ${CHUNKED}`, end, 'C > S FIN', 'S > C ACK'))).toEqual(['idle-close']);
  });

  test('a body that ends with the connection cannot be judged', () => {
    const head = String.raw`S > C "HTTP/1.1 200 OK\r\n\r\npart"`;
    expect(outcomesOf(answeredBy(head, 'S > C FIN', 'C > S FIN', 'S > C ACK'))).toEqual(['clean-close']);
  });

  test('the gateway closed first', () => {
    const script = answeredBy(`S > C ${HEAD}`, 'S > C 400 bytes', 'C > S RST');
    expect(outcomesOf(script)).toEqual(['proxy-gave-up']);
  });

  test('bytes that the capture missed and the gateway acknowledged', () => {
    const script = answeredBy(
      `S > C ${HEAD}`,
      'S > C 400 bytes',
      'S > C 600 bytes (uncaptured)',
      'C > S ACK',
      'S > C FIN',
      'C > S FIN',
    );
    expect(outcomesOf(script)).not.toContain('truncated-response');
  });

  test('a hole in a chunked body: where its chunks end is not to be had', () => {
    const script = answeredBy(
      `S > C ${CHUNKED}`,
      'S > C 300 bytes (uncaptured)',
      'S > C 300 bytes',
      'C > S ACK',
      'S > C FIN',
      'C > S FIN',
    );
    expect(outcomesOf(script)).not.toContain('truncated-response');
  });

  test('the last bytes may have been lost with the end of the capture', () => {
    expect(outcomesOf(answeredBy(`S > C ${HEAD}`, 'S > C 400 bytes'))).toEqual(['open']);
  });

  test('the headers are not complete', () => {
    const script = answeredBy(String.raw`S > C "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"`, 'S > C FIN');
    expect(outcomesOf(script)).toEqual(['partial-response-headers']);
  });
});

describe('what a small snaplen leaves', () => {
  const cut = (...lines: readonly string[]) => tcpScript`
    capture snaplen=120
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  ${lines.join('\n  +0      ')}
  `;
  const LONG_HEAD = String.raw`"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nX-Padding: ${'.'.repeat(200)}\r\n\r\n"`;
  const chunk = String.raw`"190\r\n${'.'.repeat(400)}\r\n"`;
  const chunked = String.raw`"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"`;

  test('a length that was read, though not the end of its head, tells what at least is missing', () => {
    // 5000 promised; 184 of the hole in the head's segment and 1000 behind it may have been body.
    const finding = findingOf(cut(`S > C ${LONG_HEAD}`, 'S > C 1000 bytes', 'S > C FIN'));
    expect(finding).toMatchObject({ kind: 'truncated-response', confidence: 'likely', executed: 'answered' });
    expect(finding.measures.bytesMissing).toBeGreaterThan(3800);
    expect(finding.measures.bytesMissing).toBeLessThan(4000);
    expect(finding.explanation).toMatch(/at least \d+ bytes/);
  });

  test.each([
    ['all of it came', '5000 bytes'],
    ['more than the length came, for the rest of the head is a part of it', '4900 bytes'],
  ])('and nothing where %s', (_, body) => {
    expect(outcomesOf(cut(`S > C ${LONG_HEAD}`, `S > C ${body}`, 'S > C FIN', 'C > S FIN'))).not.toContain(
      'truncated-response',
    );
  });

  test('nor where the request was a HEAD', () => {
    const script = tcpScript`
      capture snaplen=120
      ${HANDSHAKE}
      +0      C > S   "HEAD / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
      +0.020  S > C   ${LONG_HEAD}
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).not.toContain('truncated-response');
  });

  test('chunks whose ends were cut away, with their line, are followed to the one that never came', () => {
    const script = cut(`S > C ${chunked}`, `S > C ${chunk}`, `S > C ${chunk}`, 'S > C FIN');
    expect(findingOf(script)).toMatchObject({ kind: 'truncated-response', confidence: 'certain' });
  });

  test('and to the last one, where it came', () => {
    const end = String.raw`S > C "0\r\n\r\n"`;
    const script = cut(`S > C ${chunked}`, `S > C ${chunk}`, `S > C ${chunk}`, end, 'S > C FIN', 'C > S FIN');
    expect(outcomesOf(script)).toEqual(['idle-close']);
  });
});

describe('where nothing tells the end of an answer', () => {
  const HIDDEN = String.raw`"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\n"`;
  const ended = (close: string) => tcpScript`
    capture snaplen=66
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   ${HIDDEN}
    +0      C > S   ACK
    ${close}
  `;

  test("a live socket's reset on its heels is told as possible", () => {
    expect(findingOf(ended('+0.100 S > C RST'))).toMatchObject({
      kind: 'truncated-response',
      manner: 'reset',
      severity: 'warning',
      confidence: 'possible',
      executed: 'answered',
    });
  });

  test.each([
    ['a FIN', '+0.100 S > C FIN'],
    ['a reset after an idle time', '+2 S > C RST'],
    ['a bare reset', '+0.100 S > C RST (bare) seq=80'],
    ['a reset behind a FIN', '+0.050 S > C FIN\n  +0.010 S > C RST'],
  ])('%s says nothing', (_, close) => {
    expect(outcomesOf(ended(close))).not.toContain('truncated-response');
  });
});
