/** Shapes of traffic: what a connection does, and how many are open at once. */
import { countedResponse, opaque, request, response } from './messages.ts';
import type { Talk } from './talk.ts';

/** Microseconds. */
const IDLE = 20_000;

export interface Shape {
  readonly about: string;
  /** Connections open at the same time. */
  readonly active: number;
  /** The life of one connection; every step hands on what has happened so far. */
  readonly live: (talk: Talk) => Iterable<void>;
  readonly fast?: boolean;
  /** Senders' addresses are random: every connection comes from another host. */
  readonly scattered?: boolean;
  /** What the requests of a protocol without HTTP are is for nobody to say. */
  readonly withoutHttp?: boolean;
  /** Programs that would take hours. */
  readonly without?: readonly string[];
}

export const SHAPES = {
  api: { about: 'keep-alive connections, small messages, some races', active: 256, live: api },
  short: { about: 'one request a connection', active: 64, live: short },
  bulk: { about: 'responses of megabytes', active: 12, live: bulk, fast: true },
  resets: { about: 'idle connections that answer a request with a reset', active: 128, live: resets },
  holes: { about: 'a segment of every response missing in the capture', active: 128, live: holes },
  opaque: { about: 'a protocol that nobody knows', active: 128, live: unknown, withoutHttp: true },
  flood: {
    about: 'SYNs that nobody answers',
    active: 64,
    live: flood,
    scattered: true,
    without: ['tshark -Y http'],
  },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

function exchange(talk: Talk, length: number, close = false): void {
  const { random, truth } = talk;
  truth.requests++;
  talk.send('client', request(random, close));
  if (random.chance(0.4)) talk.acknowledge('server');
  talk.wait(random.interval(5000));
  truth.responses++;
  talk.send('server', response(random, length, close));
  if (!close) talk.acknowledge('client');
}

function* api(talk: Talk): Iterable<void> {
  const { random } = talk;
  talk.handshake();
  for (let left = random.whole(10, 150); left > 0; left--) {
    yield;
    talk.wait(random.interval(IDLE));
    exchange(talk, random.whole(300, 4500));
  }
  talk.wait(random.interval(3 * IDLE));
  if (random.chance(0.05)) talk.race(request(random, false));
  else talk.close(random.chance(0.5) ? 'server' : 'client');
  yield;
}

function* short(talk: Talk): Iterable<void> {
  talk.handshake();
  exchange(talk, talk.random.whole(300, 4500), true);
  talk.close('server');
  yield;
}

function* bulk(talk: Talk): Iterable<void> {
  talk.handshake();
  for (let left = talk.random.whole(1, 4); left > 0; left--) {
    yield;
    exchange(talk, talk.random.whole(500_000, 6_000_000));
  }
  talk.close('client');
  yield;
}

function* resets(talk: Talk): Iterable<void> {
  talk.handshake();
  exchange(talk, 500);
  yield;
  talk.wait(10 * IDLE);
  talk.truth.requests++;
  talk.send('client', request(talk.random, false));
  talk.reset('server');
  yield;
}

function* holes(talk: Talk): Iterable<void> {
  talk.handshake();
  for (let left = talk.random.whole(2, 20); left > 0; left--) {
    yield;
    talk.wait(talk.random.interval(IDLE));
    talk.truth.requests++;
    talk.send('client', request(talk.random, false));
    talk.truth.responses++;
    talk.send('server', countedResponse(talk.random, talk.random.whole(8000, 30_000)), 'one-segment');
    talk.acknowledge('client');
  }
  talk.close('client');
  yield;
}

function* unknown(talk: Talk): Iterable<void> {
  talk.handshake();
  for (let left = talk.random.whole(5, 40); left > 0; left--) {
    yield;
    talk.wait(talk.random.interval(IDLE));
    talk.send('client', opaque(talk.random, talk.random.whole(20, 600)));
    talk.send('server', opaque(talk.random, talk.random.whole(20, 3000)));
  }
  talk.close('client');
  yield;
}

function* flood(talk: Talk): Iterable<void> {
  talk.syn();
  yield;
}
