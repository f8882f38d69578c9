/** Ends of connections at which nothing was lost, named and counted; and those that can't be judged, with the reason. */
import { isComplete } from '../app/exchange.ts';
import { lacksPackets, unseenBeforeFin } from '../timeline/losses.ts';
import type { Endpoint, Timeline } from '../timeline/schema.ts';
import type { Situation } from './situation.ts';

type HarmlessEnd =
  | 'idle-close'
  | 'clean-close'
  | 'linger-reset'
  | 'unused-connection'
  | 'health-check'
  | 'scan';

type UndecidedReason =
  | 'began-before-capture'
  | 'one-direction'
  | 'packets-missing'
  | 'not-http'
  | 'unclear-end';

export type Outcome =
  | { readonly harmless: HarmlessEnd }
  | { readonly undecided: UndecidedReason }
  | { readonly open: true };

/** What became of a connection on which no rule found fault. */
export function classify(situation: Situation): Outcome {
  const { timeline, client, server, failed } = situation;
  if (client.packets === 0 || server.packets === 0) return oneSided(timeline, client);
  if (timeline.closedBy === 'none') return { open: true };
  if (timeline.protocol === 'unknown') return { undecided: 'not-http' };
  if (failed !== null) return { undecided: doubt(timeline) };
  if (timeline.exchanges.length === 0) return withoutMessages(timeline);
  return { harmless: afterAnswers(situation) };
}

function oneSided(timeline: Timeline, client: Endpoint): Outcome {
  // A single SYN may be answered after the end of the capture.
  if (client.syn !== null && client.payloadBytes === 0)
    return timeline.closedBy === 'none' ? { open: true } : { harmless: 'scan' };
  return { undecided: 'one-direction' };
}

function doubt(timeline: Timeline): UndecidedReason {
  if (lacksPackets(timeline) || unseenBeforeFin(timeline.server) > 0) return 'packets-missing';
  return timeline.client.syn === null ? 'began-before-capture' : 'unclear-end';
}

function withoutMessages(timeline: Timeline): Outcome {
  const { client, server } = timeline;
  if (client.payloadBytes + server.payloadBytes > 0) {
    return { undecided: client.syn === null ? 'began-before-capture' : 'not-http' };
  }
  if (client.syn === null && server.syn === null) return { undecided: 'began-before-capture' };
  if (server.syn === null) return { harmless: 'scan' };
  return { harmless: client.resets.length > 0 && client.fin === null ? 'health-check' : 'unused-connection' };
}

function afterAnswers(situation: Situation): HarmlessEnd {
  const { timeline, client, server } = situation;
  if (timeline.end === 'rst' && (client.fin === null || server.fin === null)) return 'linger-reset';
  const last = timeline.exchanges.at(-1);
  return last !== undefined && (last.lastByAgreement || !isComplete(last)) ? 'clean-close' : 'idle-close';
}
