/** How a response ends, by its head and the request that it answers (RFC 9112 §6.3). */
import type { Framing } from '../app/exchange.ts';
import type { RequestRecord } from '../app/records.ts';
import * as BODY from './body.ts';
import type { Head } from './head.ts';

/** 1xx other than 101 answer nothing yet (RFC 9110 §15.2). */
export function isInterim(status: number): boolean {
  return status < 200 && status !== 101;
}

/** RFC 9112 §6.3, in its order. */
export function responseBody(request: Pick<RequestRecord, 'hasMethod'> | null, head: Head): BODY.Body {
  const { status } = head;
  if (status === 101) return BODY.TUNNEL;
  if (status < 200 || status === 204 || status === 304) return BODY.NONE;
  if (request?.hasMethod('HEAD')) return BODY.NONE;
  if (status < 300 && request?.hasMethod('CONNECT')) return BODY.TUNNEL;
  if (head.chunked) return BODY.CHUNKED;
  if (head.otherCoding || head.contentLength < 0) return BODY.UNTIL_CLOSE;
  return BODY.LENGTH;
}

/** The names of the kinds of body. */
export const FRAMING: readonly Framing[] = ['none', 'content-length', 'chunked', 'close-delimited', 'tunnel'];
