/** Stories of connections that never were, and of requests into a void. */

import { FLAG, type IcmpFact } from '../../../src/timeline/schema.ts';
import { frameName } from '../../words/frame.ts';
import { type Phrase, t } from '../../words/language.ts';
import { duration } from '../../words/numbers.ts';
import { type MomentSpec, NO_STORY, type Scene, type Story } from './scene.ts';

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
        title: t(accepted ? 'Accepted, then reset' : 'Refused: nobody listens there'),
        detail: t(
          '{0}, {1} after the SYN',
          scene.frameOf(reset),
          duration((packets.time[reset] ?? 0) - (packets.time[syn] ?? 0)),
        ),
        level: 'proven',
      },
    ],
    brackets: [],
  };
}

/** Somebody on the path, or the host itself, said by ICMP that the packet could not be delivered. */
export function undeliverable(scene: Scene): Story {
  const [error] = scene.timeline.icmp;
  if (error === undefined) return unanswered(scene);
  const moment: MomentSpec = {
    lane: 0,
    time: error.time + scene.clocks.distance[0],
    title: t('An ICMP error comes back'),
    detail: `${frameName(scene.timeline, error.frame)}, ${icmpText(error)}`,
    level: 'proven',
  };
  return { window: null, moments: [moment], brackets: [] };
}

const ICMP_TEXTS: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['4.3.0', 'network unreachable'],
  ['4.3.1', 'host unreachable'],
  ['4.3.3', 'port unreachable'],
  ['4.3.4', 'fragmentation needed'],
  ['4.3.9', 'network prohibited'],
  ['4.3.10', 'host prohibited'],
  ['4.3.13', 'prohibited by a filter'],
  ['6.1.0', 'no route'],
  ['6.1.1', 'prohibited by a filter'],
  ['6.1.3', 'address unreachable'],
  ['6.1.4', 'port unreachable'],
]);

/** RFC 792, RFC 1812 §5.2.7.1 and RFC 4443 §3.1. */
function icmpText({ ipVersion, type, code }: IcmpFact): string {
  const known = ICMP_TEXTS.get(`${ipVersion}.${type}.${code}`);
  return known === undefined ? t('type {0} code {1}', type, code) : t(known);
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
        title: t('First {0}', what),
        detail: t('no answer in this capture'),
        level: 'measured',
      },
      ...(last === from
        ? []
        : [
            {
              lane: 0 as const,
              time: scene.left(last),
              title: t('{0} sent {1} times', what, copies.length),
              detail: t('still no answer after {0}', duration(silence)),
              level: 'measured' as const,
            },
          ]),
    ],
    brackets: [],
  };
}
