/** Captures of any size, written as they are made, with the truth beside them. */
import { writeFileSync } from 'node:fs';
import { type CaptureFormat, CaptureWriter, type Ends, type Packet } from './capture-writer.ts';
import { Random } from './random.ts';
import { SHAPES, type Shape, type ShapeName } from './shapes.ts';
import { type Impairments, noTruth, Talk, type Truth } from './talk.ts';

export interface GenerateOptions extends Partial<Impairments> {
  readonly shape: ShapeName;
  /** Bytes after which no further connection is opened. */
  readonly size: number;
  readonly seed?: number;
  readonly format?: CaptureFormat;
  /** Connections open at the same time, instead of the shape's own number. */
  readonly active?: number;
}

const GATEWAY = 0x0a000005;
const UPSTREAMS = 8;
const FIRST_PORT = 32_768;
const PORTS = 28_000;

/** A connection that has packets to write. */
interface Live {
  readonly talk: Talk;
  readonly steps: Iterator<void>;
  packets: Packet[];
  at: number;
}

/** Writes a capture to `path`, and to `path`.json what it holds. */
export function generate(path: string, options: GenerateOptions): Truth {
  const { shape: name, size, seed = 1, format = 'pcap', loss = 0, reordering = 0 } = options;
  const shape: Shape = SHAPES[name];
  const random = new Random(seed);
  const truth = noTruth();
  const writer = new CaptureWriter(path, format);
  const open = (now: number): Live => {
    const talk = new Talk(
      endsOf(truth.connections, shape, random),
      random,
      truth,
      { loss, reordering },
      now,
      {
        gap: shape.fast ? 6 : 2,
        // A fast transfer sees the loss in its acknowledgements, a short message waits for the timer.
        resend: (roundTrip) => (shape.fast ? roundTrip * 1.3 : 200_000 + roundTrip),
      },
    );
    const live: Live = { talk, steps: shape.live(talk)[Symbol.iterator](), packets: [], at: 0 };
    advance(live);
    return live;
  };
  const queue = new Queue();
  for (let i = 0; i < (options.active ?? shape.active); i++) queue.push(open(random.interval(100_000)));
  for (let live = queue.pop(); live !== undefined; live = queue.pop()) {
    writer.write(live.talk.ends, live.packets[live.at++] as Packet);
    if (live.at < live.packets.length || advance(live)) queue.push(live);
    else if (writer.bytes < size) queue.push(open(live.talk.now + random.interval(2000)));
  }
  writer.close();
  truth.packets = writer.packets;
  writeFileSync(`${path}.json`, `${JSON.stringify({ ...options, bytes: writer.bytes, ...truth })}\n`);
  return truth;
}

/** The next packets of a connection; false when it is over. */
function advance(live: Live): boolean {
  do {
    if (live.steps.next().done) return false;
    live.packets = live.talk.take();
  } while (live.packets.length === 0);
  live.at = 0;
  return true;
}

/** Ports come round again, as they do on a busy gateway. */
function endsOf(number: number, { scattered = false }: Shape, random: Random): Ends {
  return {
    client: scattered ? random.bits() : GATEWAY,
    clientPort: FIRST_PORT + (number % PORTS),
    server: 0x0a000110 + (number % UPSTREAMS),
    serverPort: 8080,
  };
}

/** Connections by the time of their next packet: a binary heap. */
class Queue {
  readonly #heap: Live[] = [];

  push(live: Live): void {
    const heap = this.#heap;
    let at = heap.push(live) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (timeOf(heap[parent] as Live) <= timeOf(live)) break;
      heap[at] = heap[parent] as Live;
      at = parent;
    }
    heap[at] = live;
  }

  pop(): Live | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && timeOf(heap[child + 1] as Live) < timeOf(heap[child] as Live)) child++;
      if (timeOf(heap[child] as Live) >= timeOf(last)) break;
      heap[at] = heap[child] as Live;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function timeOf(live: Live): number {
  return (live.packets[live.at] as Packet).at;
}
