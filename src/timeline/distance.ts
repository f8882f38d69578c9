/** How far the capture point is from either endpoint. Half of a round trip: an estimate, for drawing only. */
import type { TcpConnection } from '../tcp/connection.ts';
import type { TcpEndpoint } from '../tcp/endpoint.ts';
import type { Distance } from './schema.ts';

export function distanceOf(connection: TcpConnection): Distance {
  const client = connection.endpoints[connection.clientSide];
  const server = connection.endpoints[connection.clientSide ^ 1] as TcpEndpoint;
  // A SYN sent twice leaves open which one was answered; the later one gives the shorter, safer figure.
  const toServer = connection.synAckTime - connection.synTime;
  const toClient = connection.handshakeAckTime - connection.synAckTime;
  const fromHandshake = toServer >= 0 && toClient >= 0;
  return {
    client: half(toClient, server),
    server: half(toServer, client),
    from: fromHandshake ? 'handshake' : Math.min(client.rttMin, server.rttMin) < Infinity ? 'data' : 'none',
  };
}

/** `sender`'s data, acknowledged by its peer, measures the way to that peer and back. */
function half(handshake: number, sender: TcpEndpoint): number | null {
  const shortest = Math.min(handshake >= 0 ? handshake : Number.POSITIVE_INFINITY, sender.rttMin);
  return Number.isFinite(shortest) ? shortest / 2 : null;
}
