/** Small readings that several rules give with their verdict. */
import { lacksPackets, unseenBeforeFin } from '../timeline/losses.ts';
import { withoutQuery } from '../timeline/target.ts';
import type { Confidence } from './finding.ts';
import type { Situation } from './situation.ts';

/** Duration in words: `0.63 ms`, `7.002 s`. */
export function durationText(nanoseconds: number): string {
  const milliseconds = nanoseconds / 1e6;
  if (Math.abs(milliseconds) < 1000) return `${milliseconds.toFixed(2)} ms`;
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

/** From the moment the connection fell idle to `time`; null where the beginning was not captured. */
export function idleUntil(situation: Situation, time: number): number | null {
  return situation.idleSince === null ? null : time - situation.idleSince;
}

/** From the last byte of the failed request to `time`. */
export function waitUntil(situation: Situation, time: number): number | null {
  const request = situation.failed?.request;
  if (!request) return null;
  return time - (request.endTime ?? request.start.time);
}

/**
 * Certain only where nothing is left to guess: the request's end is known, no byte that matters is missing and the
 * connection was seen from its beginning or through an earlier exchange.
 */
export function confidenceOf(situation: Situation): Confidence {
  const { client, server, requestComplete, timeline } = situation;
  if (server.packets === 0 || client.packets === 0) return 'possible';
  // Bytes that were not captured, or of a protocol that need not be one of questions and answers.
  if (timeline.protocol === 'turns') return 'possible';
  if (!requestComplete || lacksPackets(timeline)) return 'likely';
  if (unseenBeforeFin(client) + unseenBeforeFin(server) > 0) return 'likely';
  // Bytes that nobody can read tell who spoke, not where a message ended.
  if (timeline.protocol === 'tls') return 'likely';
  return Object.keys(timeline.anomalies).length === 0 ? 'certain' : 'likely';
}

/** Where something but the numbers is guessed. */
export function atMostLikely(situation: Situation): Confidence {
  return confidenceOf(situation) === 'possible' ? 'possible' : 'likely';
}

/** The request as people name it: `POST /pay`, or `the request` where its method is hidden. Queries are left out. */
export function requestText(situation: Situation): string {
  const request = situation.failed?.request;
  if (!request || request.method === null) return 'the request';
  return `${request.method} ${withoutQuery(request.target ?? '')}`;
}
