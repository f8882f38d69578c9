/**
 * Errors that a gateway makes up itself, told by their pages: whoever sends one, or passes it on, is a gateway, and what failed lies
 * behind it. Pages as nginx 1.22, HAProxy 2.6, Apache 2.4, Varnish 7.1 and Caddy 2.6 write them unless told otherwise, of Envoy and
 * AWS as their users show them; OpenResty and Tengine write nginx's. A 503 of nginx or Apache may be a limit of their own, and is none of these.
 */
import { latin1 } from '../app/text.ts';
import type { Head } from './head.ts';

/** Heads of pages are some hundred bytes; what tells them comes soon. */
const LOOKED_AT = 1024;

/** All of the texts of a page, in the order of the answer. */
const PAGES: readonly (readonly [product: string, ...texts: readonly string[]])[] = [
  ['nginx', '<center><h1>502 Bad Gateway</h1></center>', '<hr><center>'],
  ['nginx', '<center><h1>504 Gateway Time-out</h1></center>', '<hr><center>'],
  ['HAProxy', '<h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.'],
  ['HAProxy', '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.'],
  ['HAProxy', "<h1>504 Gateway Time-out</h1>\nThe server didn't respond in time."],
  ['Apache httpd', '<title>502 Proxy Error</title>', 'The proxy server received an invalid'],
  ['Apache httpd', '<title>504 Gateway Timeout</title>', 'The gateway did not receive a timely response'],
  ['Varnish', ' 503 Backend fetch failed\r\n'],
  ['Caddy', ' Gateway', 'Server: Caddy\r\n', 'Content-Length: 0\r\n'],
  ['Envoy', 'server: envoy\r\n', '\r\n\r\nupstream connect error or disconnect/reset before headers'],
  ['Envoy', 'server: envoy\r\n', '\r\n\r\nupstream request timeout'],
  ['Envoy', 'server: envoy\r\n', '\r\n\r\nno healthy upstream'],
  ['the AWS load balancer', 'Server: awselb/'],
];

/** The product whose own page the answer is; null where it is none, or too little of it lies beside the head. */
export function ownPage(head: Head): string | null {
  return pageOf(head)?.product ?? null;
}

/** Where in the head's buffer the texts lie that tell it: those of the product, the same at everybody's. */
export function ownPageTexts(head: Head): readonly (readonly [from: number, end: number])[] {
  return pageOf(head)?.places ?? [];
}

function pageOf({ status, buffer, from, behind }: Head) {
  if (status < 502 || status > 504) return null;
  const answer = latin1(buffer, from, Math.min(behind, from + LOOKED_AT));
  for (const [product, ...texts] of PAGES) {
    const places = placesInOrder(answer, texts);
    if (places !== null)
      return { product, places: places.map((at, i) => placeOf(from + at, texts[i] ?? '')) };
  }
  return null;
}

function placeOf(from: number, text: string): readonly [number, number] {
  return [from, from + text.length];
}

/** Null where one of them is missing. */
function placesInOrder(answer: string, texts: readonly string[]): number[] | null {
  let at = 0;
  const places: number[] = [];
  for (const text of texts) {
    const found = answer.indexOf(text, at);
    if (found < 0) return null;
    places.push(found);
    at = found + text.length;
  }
  return places;
}
