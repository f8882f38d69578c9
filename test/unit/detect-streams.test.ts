/** HTTP/2 (RFC 9113) and tunnels: several requests on one connection, and connections that are no requests any more. */
import { describe, expect, test } from '@jest/globals';
import { analysisOf, findingOf, outcomesOf } from '../support/diagnosis.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { escaped, tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
const number = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** RFC 9113 §4.1. */
const frame = (type: number, flags: number, stream: number, payload: readonly number[] = []) =>
  escaped([...number(payload.length).slice(1), type, flags, ...number(stream), ...payload]);
const END_STREAM = 1;
const END_HEADERS = 4;
const settings = frame(4, 0, 0);
/** GET / of host a, in indexed fields (RFC 7541 §6). */
const get = (stream: number) => frame(1, END_STREAM | END_HEADERS, stream, [0x82, 0x84, 0x86, 0x41, 1, 0x61]);
const ok = (stream: number, flags = END_STREAM) => frame(1, END_HEADERS | flags, stream, [0x88]);
const data = (stream: number, flags: number, length: number) =>
  frame(0, flags, stream, Array<number>(length).fill(120));
const reset = (stream: number, code: number) => frame(3, 0, stream, number(code));
const goaway = (last: number, code = 0) => frame(7, 0, 0, [...number(last), ...number(code)]);

const begun = raw`
  ${HANDSHAKE}
  +0      C > S   "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${settings}${get(1)}"
  +0.020  S > C   "${settings}${ok(1)}"
  +0      C > S   ACK
`;

test('settings behind a stream whose end the snaplen hides are no part of it that the server lacked', () => {
  const script = tcpScript`
    capture snaplen=100
    ${HANDSHAKE}
    +0      C > S   "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${settings}${frame(1, END_HEADERS, 1, [0x83, 0x84, 0x86, 0x41, 1, 0x61])}${data(1, END_STREAM, 100)}"
    +0      C > S   "${frame(4, 1, 0)}"
    +0.020  S > C   "${settings}" ack=158
    +0.010  S > C   FIN ack=158
    +0      C > S   FIN
  `;
  expect(findingOf(script)).toMatchObject({
    kind: 'premature-close-before-headers',
    confidence: 'likely',
    executed: 'likely',
  });
});

describe('goaway-race: the server says that it did not process the request', () => {
  test('by a last stream below it: safe to send again', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"      @request
      +0.010  S > C   "${goaway(1)}"   @goaway
      +0      S > C   FIN
      +0      C > S   FIN
    `;
    const { evidence, remedy } = findingOf(script);
    expect(evidence).toContainEqual(
      expect.objectContaining({ frame: script.frame('goaway'), role: 'refusal', level: 'proven' }),
    );
    expect(remedy.map(({ setting }) => setting)).toEqual(['GOAWAY', 'retry of refused streams']);
    expect(findingOf(script)).toMatchObject({
      kind: 'goaway-race',
      family: 'keep-alive-race',
      owner: 'settings',
      executed: 'no',
      proof: 'closed-before',
      request: { frame: script.frame('request'), method: 'GET', target: '/' },
    });
  });

  test('by REFUSED_STREAM', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +0.010  S > C   "${reset(3, 7)}"   @refused
      +0      S > C   FIN
    `;
    const finding = findingOf(script);
    expect(finding).toMatchObject({ kind: 'goaway-race', executed: 'no' });
    expect(finding.evidence).toContainEqual(
      expect.objectContaining({ frame: script.frame('refused'), text: 'RST_STREAM says REFUSED_STREAM' }),
    );
  });

  test('near miss: beside a stream that was cut off, which may have run', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}${get(5)}"
      +0.010  S > C   "${reset(3, 7)}"
      +0.010  S > C   "${reset(5, 2)}"
      +0      S > C   FIN
    `;
    const finding = findingOf(script);
    expect(finding).toMatchObject({ kind: 'stream-aborted', executed: 'possibly', requestsFailed: 2 });
    expect(finding.evidence.at(-1)?.text).toBe('besides streams that the upstream refused unprocessed: 1');
  });

  test('beside streams that were answered in part or not at all when the connection ended: they are told too', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}${get(5)}${get(7)}${get(9)}${get(11)}"
      +0.010  C > S   "${reset(11, 8)}"
      +0.010  S > C   "${reset(3, 2)}"               @aborted
      +0.010  S > C   "${ok(7, 0)}${goaway(7)}"
      +0      S > C   FIN                            @fin
    `;
    const { kind, requestsFailed, evidence } = findingOf(script);
    expect({ kind, requestsFailed }).toEqual({ kind: 'goaway-race', requestsFailed: 4 });
    expect(evidence.filter(({ role }) => role === 'also')).toEqual([
      {
        frame: script.frame('aborted'),
        role: 'also',
        level: 'proven',
        text: 'besides streams that the upstream aborted, which may have run: 1',
      },
      {
        frame: script.frame('fin'),
        role: 'also',
        level: 'proven',
        text: 'besides streams that were open when the upstream closed, which may have run: 2',
      },
    ]);
  });

  test('of several streams at once: one finding that counts them', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}${get(5)}${get(7)}"
      +0.010  S > C   "${goaway(1)}"
      +0      S > C   FIN
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'goaway-race', requestsFailed: 3 });
    expect(analysisOf(script.bytes).report.summary.failedRequests).toBe(3);
  });

  test('near miss: GOAWAY with nothing outstanding is an idle close', () => {
    const script = tcpScript`
      ${begun}
      5.000   S > C   "${goaway(1)}"
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });

  test('near miss: GOAWAY that promises to answer, and the answer', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +0.010  S > C   "${goaway(3)}"
      +0.010  S > C   "${ok(3)}"
      +0      S > C   FIN
      +0      C > S   FIN
      +0      S > C   ACK
    `;
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });
});

describe('stream-aborted: RST_STREAM of the server before the response was complete', () => {
  test.each([
    ['before its headers', '', 'possibly'],
    ['inside its body', ok(3, 0) + data(3, 0, 10), 'answered'],
  ])('%s', (_, part, executed) => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +0.020  S > C   ACK
      +1      S > C   "${part}${reset(3, 2)}"
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'stream-aborted', owner: 'application', executed });
  });

  test('near miss: the client cancels its own stream', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +1      C > S   "${reset(3, 8)}"
      +9      C > S   FIN
      +0      S > C   FIN
    `;
    expect(outcomesOf(script)).not.toContain('stream-aborted');
  });

  test('near miss: a complete response and then NO_ERROR (RFC 9113 §8.1)', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +0.020  S > C   "${ok(3)}${reset(3, 0)}"
      +9      C > S   FIN
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });
});

describe('the end of an HTTP/2 connection', () => {
  test('before any headers of its single open stream is a premature close', () => {
    const script = tcpScript`
      ${begun}
      5.000   C > S   "${get(3)}"
      +0.020  S > C   ACK
      +1      S > C   FIN
      +0      C > S   FIN
    `;
    expect(findingOf(script)).toMatchObject({ kind: 'premature-close-before-headers', executed: 'likely' });
  });

  test('that crossed the request is the race, as over HTTP/1', () => {
    const script = tcpScript`
      ${begun}
      5.000   S > C   FIN ack=49
      +0      C > S   "${get(3)}" ack=20
      +0      S > C   RST (bare) seq=20
    `;
    expect(findingOf(script)).toMatchObject({ executed: 'no', family: 'keep-alive-race' });
  });
});

describe('tunnel-dropped: a tunnel that ended without a goodbye', () => {
  const upgraded = raw`
    ${HANDSHAKE}
    +0      C > S   "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    +0.020  S > C   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    +0      C > S   "${escaped([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])}"
    +0.020  S > C   "${escaped([0x81, 0x02, 0x68, 0x6f])}"
  `;
  const close = escaped([0x88, 0x02, 0x03, 0xe8]);

  test.each([
    ['RST', 'reset', 'warning'],
    ['FIN', 'fin', 'note'],
  ])('by %s (%s): a %s', (end, manner, severity) => {
    const script = tcpScript`
      ${upgraded}
      60.000  S > C   ${end}
    `;
    // nginx complains of a reset only.
    expect(findingOf(script).logs.join()).toBe(
      end === 'FIN'
        ? ''
        : 'nginx: recv() failed (104: Connection reset by peer) while proxying upgraded connection',
    );
    expect(findingOf(script)).toMatchObject({
      kind: 'tunnel-dropped',
      manner,
      severity,
      executed: 'answered',
    });
  });

  test('where one failed, the incident tells of it, not of the note before', () => {
    const script = tcpScript`
      ${upgraded}
      60.000  S > C   FIN
      ${upgraded
        .replaceAll('C ', 'C1 ')
        .replaceAll(/C$/gm, 'C1')
        .replace(/^(\s*)0\.000/m, '$161.000')}
      121.000  S > C1   RST
    `;
    expect(analysisOf(script.bytes).report.incidents).toMatchObject([
      {
        failedRequests: 1,
        what: expect.stringContaining('by a reset'),
        logs: [expect.stringContaining('104')],
      },
    ]);
  });

  test('near miss: a Close frame of the server', () => {
    const script = tcpScript`
      ${upgraded}
      60.000  S > C   "${close}"
      +0      S > C   FIN
      +0      C > S   FIN
    `;
    expect(analysisOf(script.bytes).report.findings).toEqual([]);
  });

  test('near miss: the gateway ends it', () => {
    const script = tcpScript`
      ${upgraded}
      60.000  C > S   RST
    `;
    expect(outcomesOf(script)).not.toContain('tunnel-dropped');
  });
});
