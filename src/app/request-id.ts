/** Header fields in which gateways and tracers carry the id of a request, in lower case. */
export const REQUEST_ID_FIELDS: readonly string[] = [
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'traceparent',
];
