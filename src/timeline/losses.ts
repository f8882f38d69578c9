/**
 * What shows that packets were sent which the capture does not hold: acknowledgements of bytes that nobody saw, a handshake without
 * its other half, a FIN whose number lies beyond all bytes before it. Only proof counts; most of what is lost leaves no trace.
 */
import type { Endpoint, Timeline } from './schema.ts';

/** A handshake that began before the capture may have its first packet there: a SYN is repeated after a second (RFC 6298 §2.1). */
const BEGUN_BEFORE_NS = 1e9;

/** Whether both directions were captured, and packets of them are missing. */
export function lacksPackets({ client, server, firstTime }: Timeline): boolean {
  if (client.packets === 0 || server.packets === 0) return false;
  if (client.gaps + server.gaps > 0) return true;
  const onlyReset = server.ttl === null;
  if (client.syn !== null) return server.syn === null && !onlyReset;
  return server.syn !== null && firstTime > BEGUN_BEFORE_NS;
}

/**
 * Bytes before an endpoint's FIN, by the FIN's own number, that the capture does not hold and nobody acknowledged: it lost them, or
 * the path did. 0 where the connection's beginning was not captured, and with it the count's.
 */
export function unseenBeforeFin({ syn, fin, payloadBytes, missingBytes }: Endpoint): number {
  if (syn === null || fin === null) return 0;
  return Math.max(0, fin.seq - 1 - payloadBytes - missingBytes);
}
