/**
 * A verdict rests on sequence and acknowledgement numbers: it stays the same when packets that were under way at the
 * same time are written in another order, and when clocks are off.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { describeWithCorpus } from '../support/corpus.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { EXCHANGE, GET, HANDSHAKE, OK, POST } from '../support/http-lines.ts';
import { jittered, type Recorded, recordedFrom, reordered, samples, toPcap } from '../support/recorded.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { verdicts } from '../support/verdicts.ts';

/** Seconds that a packet of the scripts travels there and back. */
const ROUND_TRIP = 0.02;
/** Seconds by which clocks are off, either way. */
const JITTER = 0.05;
/** Captures beyond this size show the same kinds of failure more often. */
const LARGEST = 3_000_000;

/** What made a gateway give up is read off its waits, which are times: that alone may change with them. */
const verdictsOf = (recorded: Recorded) =>
  verdicts(analysisOf(toPcap(recorded)).report)
    .map((line) => line.replace('proxy-timeout', 'proxy-gave-up'))
    .sort()
    .join('\n');
const delays = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });
const errors = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 });

const scripts = {
  'keep-alive race': tcpScript`
    ${EXCHANGE}
    5.060   S > C   FIN ack=28
    +0.005  C > S   ${POST} ack=41
    +0      S > C   RST (bare) seq=41
    +0.010  C > S   FIN
    +0      S > C   RST (bare) seq=42
  `,
  'race with a lingering server': tcpScript`
    ${EXCHANGE}
    5.060   S > C   FIN ack=28
    +0.005  C > S   ${POST} ack=41
    +0      S > C   ACK
    +0.010  C > S   FIN
    +0      S > C   ACK
  `,
  'closed before any answer': tcpScript`
    ${EXCHANGE}
    5.060   C > S   ${POST}
    +0.020  S > C   ACK
    +0.200  S > C   FIN
    +0.020  C > S   FIN
    +0.020  S > C   ACK
  `,
  'reset after idle, crossing': tcpScript`
    ${EXCHANGE}
    5.060   S > C   RST ack=28
    +0.005  C > S   ${POST} ack=41
    +0      S > C   RST (bare) seq=41
  `,
  'reset after idle, answering': tcpScript`
    ${EXCHANGE}
    350.00  C > S   ${POST}
    +0.020  S > C   RST (bare) seq=41
  `,
  'response cut': tcpScript`
    ${HANDSHAKE}
    +0      C > S   ${GET}
    +0.020  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n"
    +0      S > C   1000 bytes
    +0      C > S   ACK
    +0.100  S > C   1000 bytes
    +0      S > C   FIN
    +0.020  C > S   FIN
    +0      S > C   ACK
  `,
  'nothing wrong': tcpScript`
    ${EXCHANGE}
    1.000   C > S   ${POST}
    +0.020  S > C   ${OK}
    +0      C > S   ACK
    5.000   S > C   FIN
    +0.010  C > S   FIN
    +0.020  S > C   ACK
  `,
};

describe('scripts', () => {
  describe.each(Object.entries(scripts))('%s', (_, { bytes }) => {
    const recorded = recordedFrom(bytes);
    const plain = verdictsOf(recorded);

    test('in another order', () => {
      fc.assert(fc.property(delays, (late) => verdictsOf(reordered(recorded, ROUND_TRIP, late)) === plain));
    });

    test('with clocks that are off', () => {
      fc.assert(fc.property(errors, (off) => verdictsOf(jittered(recorded, JITTER, off)) === plain));
    });
  });
});

/** Seconds of the quickest connection that was captured from its handshake on. */
function roundTripOf(bytes: Uint8Array): number {
  const { report, timelines } = analysisOf(bytes, { draw: Array.from({ length: 500 }, (_, index) => index) });
  const trips = [...timelines.values()]
    .filter(({ distance }) => distance.from === 'handshake')
    .map(({ distance }) => (2 * ((distance.client ?? 0) + (distance.server ?? 0))) / 1e9)
    .filter((seconds) => seconds > 0);
  return report.summary.connections === 0 || trips.length === 0 ? 0 : Math.min(...trips);
}

describe('samples', () => {
  describe.each(samples())('$name', ({ bytes }) => {
    const recorded = recordedFrom(bytes);
    const plain = verdictsOf(recorded);
    const roundTrip = roundTripOf(bytes);

    test('in another order', () => {
      fc.assert(
        fc.property(delays, (late) => verdictsOf(reordered(recorded, roundTrip, late)) === plain),
        { numRuns: 8 },
      );
    });

    test('with clocks that are off', () => {
      fc.assert(
        fc.property(errors, (off) => verdictsOf(jittered(recorded, JITTER, off)) === plain),
        { numRuns: 8 },
      );
    });
  });
});

describeWithCorpus('real failures of every kind', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const captures = readdirSync(lab)
    .map((scenario) => ({ scenario, path: join(lab, scenario, 'proxy_side.pcap') }))
    .filter(({ path }) => existsSync(path) && statSync(path).size < LARGEST);

  describe.each(captures)('$scenario', ({ path }) => {
    const bytes = new Uint8Array(readFileSync(path));
    const recorded = recordedFrom(bytes);
    const plain = verdictsOf(recorded);

    test('in another order', () => {
      const roundTrip = roundTripOf(bytes);
      fc.assert(
        fc.property(delays, (late) => verdictsOf(reordered(recorded, roundTrip, late)) === plain),
        { numRuns: 4 },
      );
    });

    test('with clocks that are off', () => {
      fc.assert(
        fc.property(errors, (off) => verdictsOf(jittered(recorded, JITTER, off)) === plain),
        { numRuns: 4 },
      );
    });
  });
});
