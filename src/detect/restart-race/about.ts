import type { KindDescription } from '../finding.ts';

/** Decided from the neighbours, in clusters/restarts.ts. */
export const restartRace: KindDescription = {
  kind: 'restart-race',
  family: 'restart-without-drain',
  title: 'Request met a restart',
  owner: 'rollout',
  summary:
    'The upstream process ended and closed all its idle connections at once; requests were on their way to some of them. The keep-alive race, but owned by the rollout: no timer caused it.',
  decided:
    'The numbers of fin-during-request, and the FIN is one of at least three within 250 ms that close at least half of the idle connections of that upstream at different idle ages, and none opened before survives, or a SYN is refused within 5 s.',
};
