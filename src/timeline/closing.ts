/** How a connection ended and who began it, by acknowledgement numbers; the clock decides only where no number can. */
import type { Endpoint, PacketFact, Side } from './schema.ts';

interface Closing {
  readonly closedBy: Side | 'none';
  readonly end: 'fin' | 'rst' | 'timeout' | 'open';
}

type Ends = Pick<Endpoint, 'fin' | 'resets' | 'synCount' | 'sentUpTo' | 'ackedUpTo' | 'packets'>;

/** `farewellEnd`: number after the server's own announcement that it closes, 0 where there was none. */
export function closingOf(client: Ends, server: Ends, farewellEnd: number): Closing {
  const clientEnd = firstEnd(client, server);
  const first = earlier(clientEnd, firstEnd(server, client), farewellEnd);
  const closedBy = first === null ? 'none' : first === clientEnd ? 'client' : 'server';
  if (closedBy === 'none') {
    const unanswered = server.packets === 0 && client.synCount > 1;
    return { closedBy, end: unanswered ? 'timeout' : 'open' };
  }
  const bothFinished = finAcknowledged(client, server) && finAcknowledged(server, client);
  const reset = effectiveReset(client, server) !== null || effectiveReset(server, client) !== null;
  if (bothFinished) return { closedBy, end: 'fin' };
  if (reset) return { closedBy, end: 'rst' };
  return { closedBy, end: client.fin !== null && server.fin !== null ? 'fin' : 'open' };
}

function finAcknowledged(sender: Ends, receiver: Ends): boolean {
  return sender.fin !== null && receiver.ackedUpTo > sender.fin.seq;
}

/**
 * The first reset that its receiver had to heed: one with the very next sequence number it expected (RFC 9293 §3.10.7.4, RFC 5961
 * §3.2). Any other is dropped, or answered by an acknowledgement, and ends nothing. Null where there is none. A live socket's abort
 * comes before the bare resets of the socket that is gone, in whatever order they were captured.
 */
export function effectiveReset(
  sender: Pick<Ends, 'resets' | 'sentUpTo'>,
  receiver: Pick<Ends, 'ackedUpTo'>,
): PacketFact | null {
  let bare: PacketFact | null = null;
  // Asked of every connection, several times: nothing is made on the way.
  for (const reset of sender.resets) {
    if (!isExpected(reset.seq, sender.sentUpTo, receiver.ackedUpTo)) continue;
    if (reset.ack !== null) return reset;
    bare ??= reset;
  }
  return bare;
}

/** What the receiver expected lies between what it acknowledged and what the sender had sent: packets may have been on their way. */
function isExpected(seq: number, sentUpTo: number, ackedUpTo: number): boolean {
  const sentNothingElse = sentUpTo === 0;
  return sentNothingElse || seq === ackedUpTo || seq === sentUpTo || (seq > ackedUpTo && seq < sentUpTo);
}

/** The first FIN or reset of one endpoint. A reset after its own FIN only answers stragglers. */
function firstEnd(endpoint: Ends, peer: Ends): PacketFact | null {
  return endpoint.fin ?? effectiveReset(endpoint, peer);
}

/**
 * The one of two closing packets that was sent without knowing of the other; by time where both or neither knew. A client that
 * closes because the server has said that it does (a TLS alert, GOAWAY) knew, though the FIN was still on its way.
 */
function earlier(
  client: PacketFact | null,
  server: PacketFact | null,
  farewellEnd: number,
): PacketFact | null {
  if (client === null || server === null) return client ?? server;
  const wasTold = farewellEnd > 0 && farewellEnd === server.seq && client.ack === farewellEnd;
  const clientKnew = client.ack !== null && (client.ack > server.seq || wasTold);
  const serverKnew = server.ack !== null && server.ack > client.seq;
  if (clientKnew !== serverKnew) return clientKnew ? server : client;
  return client.time <= server.time ? client : server;
}
