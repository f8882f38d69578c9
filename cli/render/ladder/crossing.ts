/** The two packets of a race: a request and the close of the other side that were on the way at the same time. */
import type { Finding } from '../../../src/report/schema.ts';
import { CLIENT, SERVER, type Timeline } from '../../../src/timeline/schema.ts';
import { finSeq, isFin, isReset, type Packet } from './packet.ts';

interface Crossing {
  readonly request: Packet;
  readonly close: Packet;
}

/**
 * Proven by numbers alone, wherever the capture was taken: the close acknowledges no byte of the request, and the
 * request does not acknowledge the close. Null where the finding's request and the server's close did not cross.
 */
export function crossingOf(
  { exchanges }: Timeline,
  finding: Finding | null,
  packets: readonly Packet[],
): Crossing | null {
  const exchange = exchanges.find(({ number }) => number === finding?.request?.number);
  if (!exchange?.request || exchange.response) return null;
  const { start } = exchange.request;
  const request = packets.find(
    ({ sender, seq, length }) => sender === CLIENT && seq === start.seq && length > 0,
  );
  const close = packets.find((packet) => packet.sender === SERVER && (isFin(packet) || isReset(packet)));
  if (!request || !close || close.ack === null || close.ack > start.seq) return null;
  const knew = isFin(close) ? start.ack > finSeq(close) : start.ack > close.seq;
  return knew ? null : { request, close };
}
