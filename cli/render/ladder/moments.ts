/** The two moments that decide a case: numbered in the drawing, explained in one line under it. */
import type { Finding } from '../../../src/report/schema.ts';
import { toSeconds } from '../../../src/time.ts';
import { onLeg } from '../../../src/timeline/leg.ts';
import { SERVER } from '../../../src/timeline/schema.ts';
import { count, duration } from '../text.ts';
import type { Clocks } from './clocks.ts';
import type { LadderEvent } from './events.ts';
import { isFin, isReset, type Packet } from './packet.ts';

/** How one kind of case is told: a word beside the arrow, a sentence under the drawing. */
interface Story {
  /** The close comes first where the race is already lost when the request arrives. */
  readonly closeFirst?: true;
  readonly ask: string;
  readonly end: string;
  readonly endText: string;
}

/** `{apart}`: time between the two moments at the server; `{idle}`: silence before the request; `{missing}`: how much. */
const STORIES: Readonly<Record<string, Story>> = {
  'fin-during-request': race('{apart} later the request meets a closed socket'),
  'restart-race': race('{apart} later the request meets a closed socket'),
  'late-reuse': race('{apart} later the gateway still uses the connection'),
  'rst-after-idle': {
    ask: 'asks',
    end: 'reset',
    endText: 'after {idle} without a byte the answer is a reset',
  },
  'foreign-reset': { ask: 'asks', end: 'reset', endText: 'a reset, but not from the upstream' },
  'premature-close-before-headers': {
    ask: 'asks',
    end: 'hangs up',
    endText: 'closed after {apart}, no byte of an answer',
  },
  'closed-during-upload': { ask: 'asks', end: 'hangs up', endText: 'closed before it had the whole request' },
  'partial-response-headers': {
    ask: 'asks',
    end: 'hangs up',
    endText: 'closed inside the header of its answer',
  },
  'truncated-response': { ask: 'asks', end: 'cut', endText: 'closed with {missing} missing' },
  'reset-with-unread-request': { ask: 'asks', end: 'resets', endText: 'reset after {apart}, request unread' },
  'response-lost-to-reset': {
    ask: 'asks',
    end: 'resets',
    endText: 'the reset may destroy the answer on its way',
  },
  'proxy-timeout': { ask: 'asks', end: 'gives up', endText: 'the gateway gave up {apart} after the request' },
  'proxy-gave-up': { ask: 'asks', end: 'gives up', endText: 'the gateway gave up {apart} after the request' },
  'client-abort': { ask: 'asks', end: 'leaves', endText: 'the client left {apart} after the request' },
  'connect-refused': { ask: 'asks', end: 'refused', endText: 'nobody listens on this port' },
  'reset-on-accept': { ask: 'asks', end: 'resets', endText: 'accepted and thrown out at once' },
};

function race(endText: string): Story {
  return { closeFirst: true, ask: 'too late', end: 'closes', endText };
}

export interface Moments {
  /** Remarks by frame. */
  readonly remarks: ReadonlyMap<number, string>;
  /** The line under the drawing; empty where the kind has no story. */
  readonly legend: string;
}

export function momentsOf(finding: Finding | null, events: readonly LadderEvent[], clocks: Clocks): Moments {
  const story = finding === null ? undefined : STORIES[finding.kind];
  const packets = events.flatMap(packetsIn);
  const ask = packets.find(({ frame }) => frame === finding?.request?.frame) ?? packets[0];
  const end = ask && closeOf(packets, ask, finding, story?.closeFirst);
  if (!finding || !story || !ask || !end || ask === end) return { remarks: new Map(), legend: '' };
  const { idleSeconds, bytesMissing } = finding.measures;
  const endText = story.endText
    .replace('{apart}', apart(ask, end, clocks))
    .replace('{idle}', duration(idleSeconds ?? 0))
    .replace(
      '{missing}',
      bytesMissing ? `${count(bytesMissing)} bytes of the answer` : 'the end of the answer',
    );
  if (story.closeFirst) {
    return {
      remarks: new Map([
        [end.frame, `(1) ${story.end}`],
        [ask.frame, `(2) ${story.ask}`],
      ]),
      legend: onLeg(`(1) upstream closes   (2) ${endText}`, finding.leg),
    };
  }
  return {
    remarks: new Map([
      [ask.frame, `(1) ${story.ask}`],
      [end.frame, `(2) ${story.end}`],
    ]),
    legend: onLeg(`(2) ${endText}`, finding.leg),
  };
}

function packetsIn(event: LadderEvent): Packet[] {
  if (event.type === 'note') return [];
  return event.type === 'packet' ? [event.packet] : [event.request, event.close];
}

/** The deciding FIN or RST: the one that the verdict names, else the first after the request (or any, in a race). */
function closeOf(
  packets: readonly Packet[],
  ask: Packet,
  finding: Finding | null,
  anywhere?: true,
): Packet | undefined {
  const closes = packets.filter((packet) => isFin(packet) || isReset(packet));
  return (
    closes.find(({ frame }) => frame === finding?.proofFrame) ??
    closes.find(({ row }) => anywhere === true || row > ask.row)
  );
}

/** Between the two moments, at the server where its times can be told, else where they were captured. */
function apart(ask: Packet, end: Packet, clocks: Clocks): string {
  const times = [ask, end].map((packet) => clocks.at(SERVER, packet) ?? packet.time);
  return duration(toSeconds(Math.abs((times[0] ?? 0) - (times[1] ?? 0))));
}
