/**
 * What to change, per situation: at most three changes, the best first, each with a direction, a number where the
 * capture gives one, and the setting's name in that product. They are alternatives, unless a text begins with
 * "then": that one follows the one before it.
 */
export { panicRemedies, partialHeadRemedies, unreadRequestRemedies } from './abort-remedies.ts';
export {
  acceptQueueRemedies,
  connectTimeoutRemedies,
  refusedRemedies,
  resetOnAcceptRemedies,
  unreachableRemedies,
} from './connect-remedies.ts';
export type { KeepAliveRace } from './keep-alive-race.ts';
export { keepAliveRaceRemedies } from './keep-alive-race.ts';
export {
  foreignResetRemedies,
  forgottenRemedies,
  lostStateRemedies,
  middleboxRemedies,
  tunnelRemedies,
} from './path-remedies.ts';
export type { Remedy } from './remedy.ts';
export type { Restart } from './restart-remedies.ts';
export { goawayRemedies, processGoneRemedies, restartRemedies } from './restart-remedies.ts';
export type { GaveUp, WriteTimeout } from './slow-answer-remedies.ts';
export {
  findLostPackets,
  gaveUpRemedies,
  proxyTimeoutRemedies,
  truncatedRemedies,
  writeTimeoutRemedies,
} from './slow-answer-remedies.ts';
