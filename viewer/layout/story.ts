/** Which story a finding's picture tells. A kind without one of its own is told by its evidence. */
import { answerLost, closedUnread, closedWithoutAnswer, gatewayGaveUp, responseCut } from './story/closes.ts';
import { refused, unanswered, undeliverable } from './story/connects.ts';
import { general } from './story/general.ts';
import { crossed, foreignReset, lateReuse, resetAfterIdle } from './story/races.ts';
import type { Scene, Story } from './story/scene.ts';

/** A map, not an object: kinds come from files and may be called `constructor`. */
const TELLERS: ReadonlyMap<string, (scene: Scene) => Story> = new Map([
  ['fin-during-request', crossed],
  ['restart-race', crossed],
  ['late-reuse', lateReuse],
  ['rst-after-idle', resetAfterIdle],
  ['foreign-reset', foreignReset],
  ['premature-close-before-headers', closedWithoutAnswer],
  ['closed-during-upload', closedUnread],
  ['reset-with-unread-request', closedUnread],
  ['partial-response-headers', responseCut],
  ['truncated-response', responseCut],
  ['response-lost-to-reset', answerLost],
  ['connect-refused', refused],
  ['reset-on-accept', refused],
  ['connect-unreachable', undeliverable],
  ['connect-timeout', unanswered],
  ['request-unanswered', unanswered],
  ['proxy-timeout', gatewayGaveUp],
  ['proxy-gave-up', gatewayGaveUp],
  ['client-abort', gatewayGaveUp],
]);

export function storyOf(scene: Scene): Story {
  const teller = TELLERS.get(scene.finding.kind);
  const story = teller === undefined ? general(scene) : teller(scene);
  return story.moments.length > 0 ? story : general(scene);
}
