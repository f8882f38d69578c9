/**
 * What the ends of a connection are called. Between a gateway and an upstream they are those; on the leg before, by which the request
 * came to the gateway, they are the client and the gateway. Sentences are written for the first and said of the second with its names.
 */

/** The leg that is not a gateway's to an upstream; absent where nothing tells that it is another. */
export type Leg = 'client' | undefined;

const ENDS = ['client', 'gateway', 'upstream'] as const;

/** The requesting end (0) or the answering one (1). */
export function endName(leg: Leg, side: 0 | 1): (typeof ENDS)[number] {
  return ENDS[(leg ? side : side + 1) as 0 | 1 | 2];
}

/** A word of a sentence; never a part of a request target, which has slashes around it and no spaces. */
const NAME = /(?<=^|\s)(?:gateway|upstream)(?='s|[,.;:)]?(?:\s|$))/g;

/** A sentence about a gateway and its upstream, said of this leg. */
export function onLeg(text: string, leg: Leg): string {
  if (leg !== 'client') return text;
  return text.replace(NAME, (name) => (name === 'gateway' ? 'client' : 'gateway'));
}
