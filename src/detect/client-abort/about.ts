import type { KindDescription } from '../finding.ts';

/** Decided from the neighbours, in clusters/gateways.ts. */
export const clientAbort: KindDescription = {
  kind: 'client-abort',
  family: 'gateway-gave-up',
  title: 'Client left',
  owner: 'client',
  summary:
    'The client closed before it had its answer (nginx: 499), and the gateway closed its upstream connection in turn.',
  decided:
    "As proxy-gave-up, and the client's own connection to the gateway, with the same request, is in the capture and ended first.",
};
