/** Where the packet is on which a finding turns: what proves it, else the request, else the first evidence. */
import type { Finding } from './schema.ts';

/** Its file and its number there; null where the finding names no packet. */
export function decidingPlace({
  capture,
  proofFrame,
  proofCapture,
  request,
  evidence,
}: Finding): { readonly capture: string; readonly frame: number } | null {
  if (proofFrame !== null) return { capture: proofCapture ?? capture, frame: proofFrame };
  const place = request ?? evidence[0];
  return place === undefined ? null : { capture: place.capture ?? capture, frame: place.frame };
}
