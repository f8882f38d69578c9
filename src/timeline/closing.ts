/** How a connection ended and who began it, by acknowledgement numbers; the clock decides only where no number can. */
import type { Endpoint, PacketFact, Side } from './schema.ts';

export interface Closing {
  readonly closedBy: Side | 'none';
  readonly end: 'fin' | 'rst' | 'timeout' | 'open';
}

type Ends = Pick<Endpoint, 'fin' | 'resets' | 'synCount' | 'ackedUpTo' | 'packets'>;

export function closingOf(client: Ends, server: Ends): Closing {
  const first = earlier(firstEnd(client), firstEnd(server));
  const closedBy = first === null ? 'none' : first === firstEnd(client) ? 'client' : 'server';
  if (closedBy === 'none') {
    const unanswered = server.packets === 0 && client.synCount > 1;
    return { closedBy, end: unanswered ? 'timeout' : 'open' };
  }
  const bothFinished = finAcknowledged(client, server) && finAcknowledged(server, client);
  const reset = client.resets.length + server.resets.length > 0;
  if (bothFinished) return { closedBy, end: 'fin' };
  if (reset) return { closedBy, end: 'rst' };
  return { closedBy, end: client.fin !== null && server.fin !== null ? 'fin' : 'open' };
}

function finAcknowledged(sender: Ends, receiver: Ends): boolean {
  return sender.fin !== null && receiver.ackedUpTo > sender.fin.seq;
}

/** The first FIN or reset of one endpoint. A reset after its own FIN only answers stragglers. */
function firstEnd(endpoint: Ends): PacketFact | null {
  return endpoint.fin ?? endpoint.resets[0] ?? null;
}

/** The one of two closing packets that was sent without knowing of the other; by time where both or neither knew. */
function earlier(client: PacketFact | null, server: PacketFact | null): PacketFact | null {
  if (client === null || server === null) return client ?? server;
  const clientKnew = client.ack !== null && client.ack > server.seq;
  const serverKnew = server.ack !== null && server.ack > client.seq;
  if (clientKnew !== serverKnew) return clientKnew ? server : client;
  return client.time <= server.time ? client : server;
}
