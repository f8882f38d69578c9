/** RFC 9293 §3.6: how connections are closed, and the states on the way (§3.3.2). */
import { describe, expect, test } from '@jest/globals';
import { connectionsOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import type { TcpScript } from '../support/tcp-script.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** States from ESTABLISHED on, client and server. */
function closingStates(script: TcpScript): [string, string] {
  const { client, server } = timelineOf(script);
  const names = ({ states }: typeof client) =>
    states
      .map(({ state }) => state)
      .join(' ')
      .replace(/^.*?ESTABLISHED ?/, '');
  return [names(client), names(server)];
}

const closing = (...lines: readonly string[]) => tcpScript`
  ${EXCHANGE}
  5.000   ${lines.join('\n+0.010 ')}
`;

describe('states', () => {
  test.each([
    [
      'four packets (figure 12)',
      ['S > C FIN', 'C > S ACK', 'C > S FIN', 'S > C ACK'],
      ['CLOSE-WAIT LAST-ACK CLOSED', 'FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT'],
    ],
    [
      'three packets: the second FIN acknowledges the first',
      ['S > C FIN', 'C > S FIN', 'S > C ACK'],
      ['CLOSE-WAIT LAST-ACK CLOSED', 'FIN-WAIT-1 TIME-WAIT'],
    ],
    [
      'begun by the client',
      ['C > S FIN', 'S > C ACK', 'S > C FIN', 'C > S ACK'],
      ['FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT', 'CLOSE-WAIT LAST-ACK CLOSED'],
    ],
    [
      'FINs that cross (figure 13)',
      ['C > S FIN ack=41', 'S > C FIN ack=28', 'C > S ACK', 'S > C ACK'],
      ['FIN-WAIT-1 CLOSING TIME-WAIT', 'FIN-WAIT-1 CLOSING TIME-WAIT'],
    ],
    ['half a close', ['C > S FIN', 'S > C ACK'], ['FIN-WAIT-1 FIN-WAIT-2', 'CLOSE-WAIT']],
    ['a FIN without an answer', ['C > S FIN'], ['FIN-WAIT-1', 'CLOSE-WAIT']],
    ['a reset', ['S > C RST'], ['CLOSED', 'CLOSED']],
    ['a reset after a FIN', ['S > C FIN', 'C > S RST'], ['CLOSE-WAIT CLOSED', 'FIN-WAIT-1 CLOSED']],
  ])('%s', (_, lines, expected) => {
    expect(closingStates(closing(...lines))).toEqual(expected);
  });

  test('do not depend on the order of crossing FINs in the file', () => {
    const one = closing('C > S FIN ack=41', 'S > C FIN ack=28', 'C > S ACK', 'S > C ACK');
    const other = closing('S > C FIN ack=28', 'C > S FIN ack=41', 'C > S ACK', 'S > C ACK');
    expect(closingStates(one)).toEqual(closingStates(other));
  });
});

describe('who closed first is told by what the FINs acknowledge', () => {
  test.each([
    [
      'the server’s is first in the file and acknowledges the client’s',
      'S > C FIN ack=29',
      'C > S FIN ack=41',
      'client',
    ],
    [
      'the client’s is first in the file and acknowledges the server’s',
      'C > S FIN ack=42',
      'S > C FIN ack=28',
      'server',
    ],
  ])('%s', (_, first, second, closedBy) => {
    expect(timelineOf(closing(first, second)).closedBy).toBe(closedBy);
  });

  test('a reset after a FIN of the same side only answers stragglers: the FIN closed', () => {
    const { closedBy } = timelineOf(
      closing('C > S FIN ack=42', 'S > C FIN ack=28', 'S > C RST (bare) seq=42', 'S > C RST (bare) seq=42'),
    );
    expect(closedBy).toBe('server');
  });

  test('where they cross, the time of capture decides', () => {
    expect(timelineOf(closing('C > S FIN ack=41', 'S > C FIN ack=28')).closedBy).toBe('client');
    expect(timelineOf(closing('S > C FIN ack=28', 'C > S FIN ack=41')).closedBy).toBe('server');
  });
});

describe('how it ended', () => {
  test.each([
    ['both FINs acknowledged', ['S > C FIN', 'C > S FIN', 'S > C ACK'], 'fin'],
    ['a reset without FINs', ['C > S RST'], 'rst'],
    ['a reset between the FINs', ['S > C FIN', 'C > S RST'], 'rst'],
    [
      'a reset after both FINs were acknowledged is noise',
      ['S > C FIN', 'C > S FIN', 'S > C ACK', 'S > C RST (bare)'],
      'fin',
    ],
    ['one FIN', ['S > C FIN', 'C > S ACK'], 'open'],
    ['nothing', ['C > S ACK'], 'open'],
  ])('%s', (_, lines, end) => {
    expect(timelineOf(closing(...lines)).end).toBe(end);
  });
});

describe('the FIN takes the number after the last byte', () => {
  test('alone', () => {
    expect(timelineOf(closing('S > C FIN')).server).toMatchObject({
      fin: { seq: 41, ack: 28 },
      sentUpTo: 42,
    });
  });

  test('with payload', () => {
    const { server, exchanges } = timelineOf(tcpScript`
      ${HANDSHAKE}
      C > S   ${GET}
      S > C   ${OK} FIN
    `);
    expect(server).toMatchObject({ fin: { seq: 41 }, sentUpTo: 42, payloadBytes: 40 });
    expect(exchanges[0]?.response?.end).toBe(41);
  });

  test('sent again without its payload', () => {
    const { server } = timelineOf(tcpScript`
      ${HANDSHAKE}
      C > S   ${GET}
      0.100   S > C   ${OK} FIN     @fin
      0.300   S > C   FIN seq=41
    `);
    expect(server).toMatchObject({ fin: { seq: 41 }, sentUpTo: 42, firstFinFrame: 5 });
  });

  test('sent again with payload that was lost', () => {
    const { server, exchanges } = timelineOf(tcpScript`
      ${HANDSHAKE}
      C > S   ${GET}
      0.100   S > C   ${OK} (lost)
      +0      S > C   FIN
      0.300   S > C   ${OK} FIN seq=1
    `);
    expect(server).toMatchObject({ fin: { seq: 41 }, sentUpTo: 42, payloadBytes: 40 });
    expect(exchanges).toMatchObject([{ response: { status: 200, end: 41 } }]);
  });
});

describe('after a FIN', () => {
  test('bytes before it may still come: they were late', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET}
      +0      S > C   FIN seq=41
      +0.001  S > C   ${OK} seq=1
      +0      C > S   FIN ack=42
      +0      S > C   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(connectionsOf(script)).toMatchObject([{ responses: 1, gaps: [0, 0] }]);
  });

  test('bytes beyond it are no part of the stream (§3.10.7.4: segment text is ignored)', () => {
    const script = tcpScript`
      ${EXCHANGE}
      5.000   S > C   FIN ack=28
      +0      C > S   ${GET} ack=41
      +0      S > C   ${OK} seq=42
      +0      S > C   RST (bare) seq=41
    `;
    expect(timelineOf(script)).toMatchObject({ responses: 1, server: { payloadBytes: 40 } });
    expect(outcomesOf(script)).toEqual(['fin-during-request']);
  });

  test('the other side may go on sending (half-close, §3.6 case 2)', () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   ${GET} FIN
      +0      S > C   ACK
      1.000   S > C   "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"
      2.000   S > C   1000 bytes
      3.000   S > C   1000 bytes
      +0      C > S   ACK
      +0      S > C   FIN
      +0      C > S   ACK
    `;
    expect(outcomesOf(script)).toEqual(['idle-close']);
    expect(closingStates(script)).toEqual(['FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT', 'CLOSE-WAIT LAST-ACK CLOSED']);
  });
});
