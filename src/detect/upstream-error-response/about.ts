import type { KindDescription } from '../finding.ts';

/** Decided from the answers, in clusters/errors.ts. */
export const upstreamErrorResponse: KindDescription = {
  kind: 'upstream-error-response',
  family: 'not-a-teardown',
  title: 'Answered by the upstream',
  owner: 'application',
  summary:
    'The upstream itself answered 502, 503 or 504: no connection was torn down here. The cause lies one hop further in; capture there.',
  decided:
    'A complete response with such a status, and no sign that its sender passed the request on. A page that nginx, HAProxy, Envoy and their like make up themselves tells that its sender is a gateway. A note.',
};
