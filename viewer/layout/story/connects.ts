/** Stories of connections that never were, and of requests into a void. */
import { FLAG } from '../../../src/timeline/schema.ts';
import { duration } from '../../words/numbers.ts';
import { NO_STORY, type Scene, type Story } from './scene.ts';

/** A SYN, or the first moments of a connection, answered by a reset. */
export function refused(scene: Scene): Story {
  const { packets } = scene.timeline;
  const reset = packets.flags.findIndex(
    (flags, row) => packets.sender[row] === 1 && (flags & FLAG.RST) !== 0,
  );
  const syn = packets.flags.findIndex((flags, row) => packets.sender[row] === 0 && (flags & FLAG.SYN) !== 0);
  if (reset < 0 || syn < 0) return NO_STORY;
  const accepted = scene.timeline.server.syn !== null;
  return {
    window: null,
    moments: [
      {
        lane: 1,
        time: scene.left(reset),
        title: accepted ? 'Accepted, then reset at once' : 'Refused: nobody listens there',
        detail: `${scene.frameOf(reset)}, ${duration((packets.time[reset] ?? 0) - (packets.time[syn] ?? 0))} after the SYN`,
        level: 'proven',
      },
    ],
    brackets: [],
  };
}

/** Sent again and again, never answered: SYNs or a request. */
export function unanswered(scene: Scene): Story {
  const { packets } = scene.timeline;
  const from =
    scene.requestRow ??
    packets.flags.findIndex((flags, row) => packets.sender[row] === 0 && (flags & FLAG.SYN) !== 0);
  if (from < 0) return NO_STORY;
  const seq = packets.seq[from] ?? 0;
  const copies: number[] = [];
  packets.seq.forEach((value, row) => {
    if (
      row >= from &&
      packets.sender[row] === 0 &&
      value === seq &&
      packets.flags[row] === packets.flags[from]
    ) {
      copies.push(row);
    }
  });
  const last = copies.at(-1) ?? from;
  const what = scene.requestRow === null ? 'SYN' : scene.method;
  const silence = scene.timeline.lastTime - (packets.time[from] ?? 0);
  return {
    window: null,
    moments: [
      {
        lane: 0,
        time: scene.left(from),
        title: `First ${what}`,
        detail: 'no answer in this capture',
        level: 'measured',
      },
      ...(last === from
        ? []
        : [
            {
              lane: 0 as const,
              time: scene.left(last),
              title: `${what} sent ${copies.length} times`,
              detail: `still no answer after ${duration(silence)}`,
              level: 'measured' as const,
            },
          ]),
    ],
    brackets: [],
  };
}
