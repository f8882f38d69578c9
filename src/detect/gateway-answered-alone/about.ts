import type { KindDescription } from '../finding.ts';

/** Decided from the answers, in clusters/errors.ts. */
export const gatewayAnsweredAlone: KindDescription = {
  kind: 'gateway-answered-alone',
  family: 'not-a-teardown',
  title: 'Answered by the gateway alone',
  owner: 'gateway',
  summary:
    'The client got 502, 503 or 504 and the gateway had not even tried an upstream (nginx: no live upstreams). Look at what made it give its upstreams up.',
  decided:
    'Both legs are in the capture: the gateway answers with such a status, other requests to it were sent on to upstreams, and this one was not. A note.',
};
