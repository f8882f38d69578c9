/**
 * HTTP framing: however a conversation is cut into segments, the same exchanges are found, and they are those that
 * Node's own parser finds.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Timeline } from '../../src/timeline/schema.ts';
import { outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { conversation, type Spoken } from '../support/http-messages.ts';
import { parseMessages } from '../support/node-http-parser.ts';
import { type TcpScript, tcpScript } from '../support/tcp-script.ts';

/** Sizes of the segments, in turn. */
const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });

function cut(text: string, way: string, pieces: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    const piece = text.slice(at, at + (pieces[i % pieces.length] as number));
    lines.push(`+0.001 ${way} "${quoted(piece)}"`);
    at += piece.length;
  }
  return `\n${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return text.replace(/[^!#-[\]-~ ]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const END = '\n+1 S > C FIN\n+0 C > S FIN\n+0 S > C ACK\n';

/** One after the other, as a gateway speaks. */
function spoken(exchanges: readonly Spoken[], pieces: readonly number[]): TcpScript {
  const lines = exchanges.map(
    ({ request, response }) =>
      `${cut(request, 'C > S', pieces)}\n${cut(response, 'S > C', pieces)}\n+0 C > S ACK`,
  );
  return tcpScript`${HANDSHAKE} ${lines.join('\n')} ${END}`;
}

/** All requests, then all responses. */
function pipelined(exchanges: readonly Spoken[], pieces: readonly number[]): TcpScript {
  const requests = exchanges.map(({ request }) => request).join('');
  const responses = exchanges.map(({ response }) => response).join('');
  return tcpScript`${HANDSHAKE} ${cut(requests, 'C > S', pieces)} ${cut(responses, 'S > C', pieces)} ${END}`;
}

const found = ({ exchanges }: Timeline) =>
  exchanges.map(({ number, request, response }) => ({
    number,
    method: request?.method,
    target: request?.target,
    requestEnd: request?.end,
    status: response?.status,
    responseEnd: response?.end,
  }));

/** Numbers count from 1; a response without a length ends where nobody can tell before the connection does. */
function expected(exchanges: readonly Spoken[]) {
  const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const requests = parseMessages(latin1(exchanges.map(({ request }) => request).join('')), null);
  const methods = requests.map(({ method }) => method ?? '');
  const responses = parseMessages(latin1(exchanges.map(({ response }) => response).join('')), methods).filter(
    ({ status }) => status !== null && status >= 200,
  );
  return requests.map(({ method, target, end }, i) => ({
    number: i + 1,
    method,
    target,
    requestEnd: end + 1,
    status: responses[i]?.status,
    responseEnd: exchanges[i]?.untilClose ? null : (responses[i]?.end ?? -1) + 1,
  }));
}

test('exchanges in turn', () => {
  fc.assert(
    fc.property(conversation, sizes, (exchanges, pieces) => {
      const script = spoken(exchanges, pieces);
      expect(found(timelineOf(script))).toEqual(expected(exchanges));
      const ends = outcomesOf(script).filter((outcome) => outcome !== 'upstream-error-response');
      expect(ends).toEqual([exchanges.at(-1)?.untilClose ? 'clean-close' : 'idle-close']);
    }),
    { numRuns: 200 },
  );
});

test('exchanges in a pipeline', () => {
  fc.assert(
    fc.property(conversation, sizes, (exchanges, pieces) => {
      expect(found(timelineOf(pipelined(exchanges, pieces)))).toEqual(expected(exchanges));
    }),
    { numRuns: 100 },
  );
});

test('a pipeline deeper than what is followed: no answer is taken for that to another request', () => {
  const statusOf = (number: number) => 200 + (number % 4);
  const ask = (number: number) => `GET /${number} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const answer = (number: number) => `HTTP/1.1 ${statusOf(number)} OK\r\nContent-Length: 1\r\n\r\nx`;
  const upTo = (most: number, say: (number: number) => string) =>
    Array.from({ length: most }, (_, i) => say(i + 1)).join('');
  const depth = fc.integer({ min: 60, max: 200 });
  fc.assert(
    fc.property(depth, depth, (asked, answers) => {
      const answered = Math.min(asked, answers);
      const { exchanges, responses, anomalies } = timelineOf(tcpScript`
        ${HANDSHAKE} ${cut(upTo(asked, ask), 'C > S', [1400])} ${cut(upTo(answered, answer), 'S > C', [1400])}
        +0 C > S ACK ${cut(ask(asked + 1), 'C > S', [1400])} ${END}
      `);
      expect({ responses, anomalies }).toEqual({ responses: answered, anomalies: {} });
      for (const { number, request, response } of exchanges) {
        expect(request?.target).toBe(`/${number}`);
        expect(response?.status ?? null).toBe(number <= answered ? statusOf(number) : null);
      }
    }),
    { numRuns: 40 },
  );
});

test('byte by byte', () => {
  fc.assert(
    fc.property(conversation, (exchanges) => {
      expect(found(timelineOf(spoken(exchanges, [1])))).toEqual(expected(exchanges));
    }),
    { numRuns: 20 },
  );
});

test('cut short anywhere, a whole message stays whole and no other becomes so', () => {
  fc.assert(
    fc.property(conversation, fc.nat(), (exchanges, place) => {
      const [one] = exchanges as [Spoken];
      fc.pre(!one.untilClose);
      const end = place % one.response.length;
      const script = tcpScript`
        ${HANDSHAKE}
        ${cut(one.request, 'C > S', [100])}
        ${end === 0 ? '' : cut(one.response.slice(0, end), 'S > C', [100])}
        +1 S > C FIN
      `;
      const [exchange] = timelineOf(script).exchanges;
      expect(exchange?.request?.end).toBe(one.request.length + 1);
      expect(exchange?.response?.end ?? null).toBeNull();
    }),
    { numRuns: 100 },
  );
});
