/** A connection in one line: client in capitals, server in small letters. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { HISTORY_MARKS } from '../../src/timeline/history.ts';
import { connectionsOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const { raw } = String;

test.each([
  ['S', '', 'C > S SYN'],
  ['S h A', 'a handshake', HANDSHAKE],
  ['S h A | Q1 r1', 'an answered request', EXCHANGE],
  ['... | Q1 r1', 'a capture that began later', raw`C > S ${GET}${'\n'}S > C ${OK}`],
  ['S h A | Q1! | f', 'an unanswered request', raw`${HANDSHAKE}${'\n'}C > S ${GET}${'\n'}S > C FIN`],
  [
    'S h A | Q1 r1! | f',
    'a response cut short',
    raw`${HANDSHAKE}${'\n'}C > S ${GET}${'\n'}S > C "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"${'\n'}S > C FIN`,
  ],
  ['S h A | Q1 r1 | ~4.9s f F', 'an idle close', raw`${EXCHANGE}${'\n'}5 S > C FIN${'\n'}+0.01 C > S FIN`],
  [
    'S h A | Q1 r1 | ~4.9s F f',
    'an idle close of the client',
    raw`${EXCHANGE}${'\n'}5 C > S FIN${'\n'}+0.01 S > C FIN`,
  ],
  ['S h A | Q1 r1 | ~4.9s R', 'a reset', raw`${EXCHANGE}${'\n'}5 S > C RST`],
  [
    'S h A | Q1 r1 | ~4.9s f Q2! | R',
    'the race, captured at the upstream',
    raw`${EXCHANGE}${'\n'}5 S > C FIN ack=28${'\n'}+0 C > S ${POST} ack=41${'\n'}S > C RST (bare) seq=41`,
  ],
  [
    'S h A | Q1 r1 | ~4.9s f Q2! | R',
    'the race, captured at the gateway',
    raw`${EXCHANGE}${'\n'}5 C > S ${POST}${'\n'}+0 S > C FIN ack=28${'\n'}S > C RST (bare) seq=41`,
  ],
])('%s %s', (history, _, lines) => {
  expect(connectionsOf(tcpScript`${lines}`)[0]?.history).toBe(history);
});

test('exchanges that are not kept are counted', () => {
  const again = raw`
    +0.1    C > S   ${GET}
    +0.1    S > C   ${OK}
  `;
  const history = connectionsOf(tcpScript`${EXCHANGE} ${again.repeat(19)}`)[0]?.history;
  expect(history).toMatch(/^S h A \| \(Q r x\d+\) \| .*Q20 r20$/);
});

test('every mark is explained, in the command line and in the documentation', () => {
  const docs = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
  const told = HISTORY_MARKS.map(([mark]) => mark).join(' ');
  const lines = [...docs.matchAll(/^\| `(.+?)`/gm)].map(([, mark = '']) => mark);
  for (const mark of ['S h A', 'Q2 r2', '~7.0s', '(Q r x12)', '...']) {
    expect(told).toContain(mark);
    expect(lines.join(' ')).toContain(mark);
  }
});
