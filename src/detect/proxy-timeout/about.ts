import type { KindDescription } from '../finding.ts';

/** Decided from the neighbours, in clusters/gateways.ts. */
export const proxyTimeout: KindDescription = {
  kind: 'proxy-timeout',
  family: 'gateway-gave-up',
  title: 'Gateway timeout',
  owner: 'undetermined: slow application, or short limit',
  summary:
    "The gateway's own timeout ended the request (504). If the answer came later after all, its time is the timeout that would have been needed.",
  decided:
    'As proxy-gave-up, and at least three waits of this gateway end at the same value, and it never waited longer for this upstream: a timer, not clients that leave.',
};
