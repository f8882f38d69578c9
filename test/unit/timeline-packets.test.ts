/** The packets that a drawing needs, and where the capture point lies. */
import { describe, expect, test } from '@jest/globals';
import { PACKET_NOTE } from '../../src/timeline/schema.ts';
import { analysisOf, timelineOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

describe('packets', () => {
  const long = tcpScript`
    ${HANDSHAKE}
    ${Array<string>(500).fill(`+0.01 C > S ${GET}\n+0.01 S > C ${OK}`).join('\n')}
    +1      C > S   ${GET}
    +0      S > C   FIN
  `;

  test('of a connection that failed: its beginning and its last ones, with what was left out', () => {
    const timeline = [...analysisOf(long.bytes).timelines.values()][0];
    const { frame } = timeline?.packets ?? { frame: [] };
    expect(frame.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(frame.at(-1)).toBe(1005);
    expect(frame.length).toBeLessThanOrEqual(100);
    expect(timeline?.omitted).toEqual([{ afterRow: 7, packets: 1005 - frame.length }]);
    expect([...frame].sort((a, b) => a - b)).toEqual(frame);
  });

  test('of a connection that is asked for: all', () => {
    const { packets, omitted } = timelineOf(long);
    expect(packets.frame).toEqual(Array.from({ length: 1005 }, (_, index) => index + 1));
    expect(omitted).toEqual([]);
  });

  test('all columns are of one length', () => {
    const lengths = Object.values(timelineOf(long).packets).map((column) => column.length);
    expect(new Set(lengths).size).toBe(1);
  });

  test('notes tell repetitions, copies, cut and late packets', () => {
    const { packets } = timelineOf(tcpScript`
      capture snaplen=90
      ${HANDSHAKE}
      +0      C > S   "GET / HTTP/1.1\r\n" seq=1 ipid=10
      +0      C > S   "GET / HTTP/1.1\r\n" seq=1 ipid=10
      +0.3    C > S   "GET / HTTP/1.1\r\n" seq=1 ipid=11
      +0      C > S   "\r\n" seq=26 ipid=12
      +0      C > S   "Host: a\r\n" seq=17 ipid=13
      +0      S > C   1000 bytes
    `);
    expect(packets.note.slice(3)).toEqual([
      0,
      PACKET_NOTE.DUPLICATE,
      PACKET_NOTE.RETRANSMISSION,
      0,
      PACKET_NOTE.OUT_OF_ORDER,
      PACKET_NOTE.CUT,
    ]);
  });
});

test('a timeline is plain data: JSON gives it back', () => {
  const timeline = timelineOf(tcpScript`${EXCHANGE}`);
  expect(JSON.parse(JSON.stringify(timeline))).toEqual(timeline);
});

describe('distance: half of the round trips that pass the capture point', () => {
  const handshake = (toServer: number, toClient: number) =>
    timelineOf(tcpScript`
      0.000         C > S   SYN
      +${toServer}  S > C   SYN ACK
      +${toClient}  C > S   ACK
    `).distance;

  test.each([
    ['at the client', 0.04, 0],
    ['at the server', 0, 0.04],
    ['between them', 0.01, 0.03],
  ])('%s', (_, toServer, toClient) => {
    expect(handshake(toServer, toClient)).toMatchObject({
      server: (toServer / 2) * 1e9,
      client: (toClient / 2) * 1e9,
      from: 'handshake',
    });
  });

  test('where the capture began later, from data and its acknowledgement', () => {
    const { distance } = timelineOf(tcpScript`
      C > S   ${GET}
      +0.030  S > C   ACK
      +0.100  S > C   ${OK}
      +0.002  C > S   ACK
    `);
    expect(distance).toMatchObject({ server: 15e6, client: 1e6, from: 'data' });
  });

  test('the handshake may end with the first request', () => {
    const { distance } = timelineOf(tcpScript`
      0.000   C > S   SYN
      +0.040  S > C   SYN ACK
      +0.002  C > S   ${GET}
      60.000  S > C   FIN
      +0      C > S   FIN
    `);
    expect(distance).toMatchObject({ server: 20e6, client: 1e6 });
  });

  test('a repeated packet measures nothing (Karn)', () => {
    const { distance } = timelineOf(tcpScript`
      C > S   ${GET} seq=1
      +0.300  C > S   ${GET} seq=1
      +0.010  S > C   ACK
    `);
    expect(distance).toMatchObject({ server: null, client: null, from: 'none' });
  });
});

test('a state that was not seen to begin is marked as inferred', () => {
  const { client } = timelineOf(tcpScript`
    C > S   ${GET}
    S > C   ${OK}
  `);
  expect(client.states[0]).toMatchObject({
    state: 'ESTABLISHED',
    inferred: expect.stringContaining('later'),
  });
});
