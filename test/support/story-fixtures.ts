/** Other ends than the race, from the lab's captures at the proxy: packets and numbers are real, findings hand-made. */
import type { Finding } from '../../src/report/schema.ts';
import type { Exchange, Timeline } from '../../src/timeline/schema.ts';
import { raceFinding, raceTimeline } from './race-fixture.ts';
import { ns, type TimelineRows, timelineFrom } from './timeline-rows.ts';

export interface Story {
  readonly name: string;
  readonly timeline: Timeline;
  readonly finding: Finding;
}

/** [first frame, seconds, seq, ack, end], or null. */
type Message = readonly [frame: number, seconds: number, seq: number, ack: number, end: number | null] | null;

function exchange(
  number: number,
  method: string,
  target: string,
  request: Message,
  response: Message,
): Exchange {
  return {
    number,
    lastByAgreement: false,
    request:
      request === null
        ? null
        : {
            ...message(request),
            method,
            target,
            host: null,
            id: null,
            hidden: false,
            retransmittedFrame: null,
          },
    response:
      response === null
        ? null
        : {
            ...message(response),
            headEnd: response[2] + 100,
            status: 200,
            framing: 'chunked',
            hidden: false,
            bytesMissing: null,
          },
  };
}

function message([frame, seconds, seq, ack, end]: NonNullable<Message>) {
  const done = end === null ? null : frame;
  return {
    start: { frame, time: ns(seconds), seq, ack },
    end,
    endFrame: done,
    endTime: done === null ? null : ns(seconds),
  };
}

function story(kind: string, rows: TimelineRows, finding: Partial<Finding>): Story {
  const timeline = timelineFrom(rows);
  const last = timeline.exchanges.at(-1)?.request ?? null;
  return {
    name: kind,
    timeline,
    finding: {
      ...raceFinding,
      id: kind,
      kind,
      title: kind,
      evidence: [
        {
          frame: finding.proofFrame ?? timeline.lastFrame,
          role: 'end',
          text: 'the packet that decides',
          level: 'proven',
        },
      ],
      connection: { index: timeline.index, client: rows.client, server: rows.server },
      request:
        last === null
          ? null
          : {
              number: timeline.exchanges.length,
              method: last.method,
              target: last.target,
              host: null,
              id: null,
              frame: last.start.frame,
              time: raceFinding.time,
            },
      ...finding,
    },
  };
}

const HOSTS = { client: '10.77.0.1:54820', server: '10.77.0.2:8080' } as const;

export const panic = story(
  'premature-close-before-headers',
  {
    ...HOSTS,
    rows: [
      [8, 1.856662, 'C', 'SYN', 0, null, 0],
      [9, 1.856703, 'S', 'SYN-ACK', 0, 1, 0],
      [10, 1.856712, 'C', 'ACK', 1, 1, 0],
      [11, 1.856743, 'C', 'PSH', 1, 1, 143],
      [12, 1.856752, 'S', 'ACK', 1, 144, 0],
      [13, 1.857297, 'S', 'FIN', 1, 144, 0],
      [14, 1.857362, 'C', 'FIN', 144, 2, 0],
      [15, 1.857379, 'S', 'ACK', 2, 145, 0],
    ],
    exchanges: [exchange(1, 'GET', '/panic', [11, 1.856743, 1, 1, 144], null)],
    distance: { client: 4500, server: 20_500, from: 'handshake' },
    closedBy: 'server',
    end: 'fin',
  },
  { executed: 'likely', proof: 'process-read-it', proofFrame: 13 },
);

export const middlebox = story(
  'rst-after-idle',
  {
    client: '172.23.4.1:60110',
    server: '172.23.4.2:8080',
    rows: [
      [4, 0.811168, 'C', 'SYN', 0, null, 0],
      [10, 0.846004, 'S', 'SYN-ACK', 0, 1, 0],
      [11, 0.846069, 'C', 'ACK', 1, 1, 0],
      [21, 0.846141, 'C', 'PSH', 1, 1, 147],
      [36, 0.879146, 'S', 'PSH', 1, 148, 142],
      [37, 0.879157, 'C', 'ACK', 148, 143, 0],
      [88, 3.023999, 'C', 'PSH', 148, 143, 208],
      [94, 3.044865, 'S', 'RST', 143, null, 0, 245],
    ],
    exchanges: [
      exchange(1, 'GET', '/ok', [21, 0.846141, 1, 1, 148], [36, 0.879146, 1, 148, 143]),
      exchange(2, 'POST', '/data?token=s3cret', [88, 3.023999, 148, 143, 356], null),
    ],
    distance: { server: ns(0.0127), from: 'data' },
    closedBy: 'server',
    end: 'rst',
  },
  { manner: 'answers-request', owner: 'network', proofFrame: 94 },
);

export const refused = story(
  'connect-refused',
  {
    ...HOSTS,
    rows: [
      [11, 2.421647, 'C', 'SYN', 0, null, 0],
      [12, 2.421704, 'S', 'RST-ACK', 1, 1, 0],
    ],
    closedBy: 'server',
    end: 'rst',
  },
  { owner: 'host', proof: 'never-connected', proofFrame: 12 },
);

export const unreachable = story(
  'connect-timeout',
  {
    ...HOSTS,
    rows: [
      [6, 1.145828, 'C', 'SYN', 0, null, 0],
      [11, 2.17598, 'C', 'SYN', 0, null, 0],
      [12, 3.199979, 'C', 'SYN', 0, null, 0],
    ],
    end: 'timeout',
  },
  { owner: 'network', proof: 'never-connected', proofFrame: 6 },
);

export const truncated = story(
  'truncated-response',
  {
    client: '10.77.0.1:54836',
    server: '10.77.0.2:9500',
    rows: [
      [97, 4.007098, 'C', 'PSH', 678, 17_476, 174],
      [98, 4.007114, 'S', 'ACK', 17_476, 852, 0],
      [108, 4.308729, 'S', 'PSH', 17_476, 852, 4096],
      [109, 4.30876, 'C', 'ACK', 852, 21_572, 0],
      [119, 4.550005, 'S', 'PSH', 21_572, 852, 4096],
      [126, 4.79283, 'S', 'PSH', 25_668, 852, 4096],
      [147, 5.034655, 'S', 'FIN', 29_764, 852, 0],
      [148, 5.034761, 'C', 'FIN', 852, 29_765, 0],
    ],
    exchanges: [
      exchange(
        6,
        'GET',
        '/stream?n=30',
        [97, 4.007098, 678, 17_476, 852],
        [108, 4.308729, 17_476, 852, null],
      ),
    ],
    distance: { server: 6000, from: 'data' },
    closedBy: 'server',
    end: 'fin',
  },
  { executed: 'answered', proof: 'response-seen', proofFrame: 147 },
);

export const race: Story = { name: 'fin-during-request', timeline: raceTimeline, finding: raceFinding };

/** A kind that no picture has a story for. */
export const unknownKind = {
  ...race,
  name: 'unknown kind',
  finding: { ...raceFinding, kind: 'constructor' },
};

export const stories: readonly Story[] = [
  race,
  panic,
  middlebox,
  refused,
  unreachable,
  truncated,
  unknownKind,
];
