/** RFC 9293 §3.5: how connections are opened. */
import { describe, expect, test } from '@jest/globals';
import { connectionsOf, outcomesOf, timelineOf } from '../support/diagnosis.ts';
import { GET, OK } from '../support/http-lines.ts';
import type { TcpScript } from '../support/tcp-script.ts';
import { tcpScript } from '../support/tcp-script.ts';

/** The states of either side, the client's first. */
function statesOf(script: TcpScript): [string, string] {
  const { client, server } = timelineOf(script);
  const names = (states: typeof client.states) => states.map(({ state }) => state).join(' ');
  return [names(client.states), names(server.states)];
}

test('three packets: SYN-SENT and SYN-RECEIVED become ESTABLISHED (figure 6)', () => {
  const script = tcpScript`
    C > S   SYN
    S > C   SYN ACK
    C > S   ACK
  `;
  expect(statesOf(script)).toEqual(['SYN-SENT ESTABLISHED', 'LISTEN SYN-RECEIVED ESTABLISHED']);
});

test('each state names the frame that caused it', () => {
  const script = tcpScript`
    C > S   SYN       @syn
    S > C   SYN ACK   @synAck
    C > S   ACK       @ack
  `;
  const { client, server } = timelineOf(script);
  expect(client.states.map(({ frame }) => frame)).toEqual([script.frame('syn'), script.frame('synAck')]);
  expect(server.states.map(({ frame }) => frame)).toEqual([
    script.frame('syn'),
    script.frame('synAck'),
    script.frame('ack'),
  ]);
});

test('SYNs that cross open one connection (figure 7)', () => {
  const script = tcpScript`
    0.000   C > S   SYN
    0.001   S > C   SYN
    0.002   C > S   SYN ACK seq=0 ack=1
    0.003   S > C   SYN ACK seq=0 ack=1
  `;
  expect(connectionsOf(script)).toHaveLength(1);
  expect(statesOf(script)).toEqual([
    'SYN-SENT SYN-RECEIVED ESTABLISHED',
    'SYN-SENT SYN-RECEIVED ESTABLISHED',
  ]);
});

test('a SYN that is sent again opens no second connection (§3.8.1)', () => {
  const script = tcpScript`
    0.000   C > S   SYN seq=0
    1.000   C > S   SYN seq=0
    1.020   S > C   SYN ACK seq=0
    +0.9    S > C   SYN ACK seq=0
    +0      C > S   ACK
  `;
  expect(connectionsOf(script)).toMatchObject([{ index: 0, retransmissions: [1, 1] }]);
  expect(timelineOf(script)).toMatchObject({ client: { synCount: 2 }, server: { synCount: 2 } });
});

test('a reset in answer to the SYN closes what was never open (§3.10.7.1)', () => {
  const script = tcpScript`
    C > S   SYN
    S > C   RST
  `;
  expect(statesOf(script)[0]).toBe('SYN-SENT CLOSED');
  expect(outcomesOf(script)).toEqual(['connect-refused']);
});

test('an old connection on one side only: acknowledgement, reset, and a new SYN (§3.5.1, figure 10)', () => {
  const script = tcpScript`
    0.000   C > S   SYN isn=100
    +0      S > C   ACK seq=300 ack=50
    +0      C > S   RST (bare) seq=0
    1.000   C > S   SYN isn=100
    +0      S > C   SYN ACK isn=400
    +0      C > S   ACK
    +0      C > S   ${GET}
    +0      S > C   ${OK}
  `;
  expect(connectionsOf(script)).toHaveLength(1);
  expect(outcomesOf(script)).not.toContainEqual(expect.stringMatching(/refused|timeout|premature|race/));
});

test('payload of a SYN is the beginning of the stream (§3.4; RFC 7413)', () => {
  const script = tcpScript`
    C > S   SYN ${GET}
    S > C   SYN ACK
    S > C   ${OK}
    C > S   ACK
  `;
  expect(timelineOf(script).exchanges).toMatchObject([
    { request: { method: 'GET', start: { seq: 1 }, end: 28 }, response: { status: 200, end: 41 } },
  ]);
});

test('payload of a SYN that the server did not take is sent again and counted once', () => {
  const script = tcpScript`
    C > S   SYN ${GET}
    S > C   SYN ACK ack=1
    C > S   ${GET} seq=1
    S > C   ${OK}
  `;
  expect(connectionsOf(script)).toMatchObject([{ requests: 1, responses: 1, payloadBytes: [27, 40] }]);
});

describe('who is the client (§3.3.2: the active open)', () => {
  test.each([
    ['the SYN', 'C > S   SYN', 'syn'],
    ['the SYN-ACK alone', 'S > C   SYN ACK', 'syn-ack'],
  ])('%s tells', (_, line, roleEvidence) => {
    const script = tcpScript`
      C = 10.0.0.1:80
      S = 10.0.0.2:50000
      ${line}
    `;
    expect(connectionsOf(script)).toMatchObject([
      { client: '10.0.0.1:80', server: '10.0.0.2:50000', roleEvidence },
    ]);
  });
});
