/**
 * The states of RFC 9293 §3.3.2 that one endpoint went through, read off the packets.
 *
 * What an endpoint had received when it sent something is told by its acknowledgement numbers, not by the order in the
 * file; only pure acknowledgements are placed by time.
 */
import { FLAG, type LocalPacket, type StateChange, type TcpState } from './schema.ts';

/** `sent` and `received` in the order in which each was sent; times are this endpoint's own. */
export function endpointStates(
  sent: readonly LocalPacket[],
  received: readonly LocalPacket[],
  midstream: boolean,
): StateChange[] {
  const changes: StateChange[] = [];
  let state: TcpState = 'CLOSED';
  const enter = (next: TcpState | undefined, packet: LocalPacket, inferred: string | null): void => {
    if (next === undefined || next === state) return;
    state = next;
    changes.push({ state, frame: packet.frame, time: packet.time, inferred });
  };
  const finSeq = finOf(sent);
  for (const { packet, isSent } of merge(sent, received)) {
    if (midstream && changes.length === 0) enter('ESTABLISHED', packet, 'the capture began later');
    enter(isSent ? onSend(state, packet) : onReceive(state, packet, finSeq), packet, null);
  }
  return changes;
}

/** What sending a packet does to its sender; undefined where nothing changes. */
function onSend(state: TcpState, packet: LocalPacket): TcpState | undefined {
  if (packet.flags & FLAG.RST) return 'CLOSED';
  if (packet.flags & FLAG.SYN) {
    if (state === 'ESTABLISHED') return undefined;
    return packet.flags & FLAG.ACK ? 'SYN-RECEIVED' : 'SYN-SENT';
  }
  if ((packet.flags & FLAG.FIN) === 0) return undefined;
  switch (state) {
    case 'ESTABLISHED':
    case 'SYN-RECEIVED':
      return 'FIN-WAIT-1';
    case 'CLOSE-WAIT':
      return 'LAST-ACK';
    default:
      return undefined;
  }
}

/** What a packet does to the endpoint that gets it; `finSeq` is the number of that endpoint's own FIN. */
function onReceive(state: TcpState, packet: LocalPacket, finSeq: number): TcpState | undefined {
  if (packet.flags & FLAG.RST) return 'CLOSED';
  if (packet.flags & FLAG.SYN) return onSyn(state, packet);
  const finAcked = (packet.flags & FLAG.ACK) !== 0 && packet.ack > finSeq;
  const fin = (packet.flags & FLAG.FIN) !== 0;
  switch (state) {
    case 'SYN-RECEIVED':
      return fin ? 'CLOSE-WAIT' : 'ESTABLISHED';
    case 'ESTABLISHED':
      return fin ? 'CLOSE-WAIT' : undefined;
    case 'FIN-WAIT-1':
      if (fin) return finAcked ? 'TIME-WAIT' : 'CLOSING';
      return finAcked ? 'FIN-WAIT-2' : undefined;
    case 'FIN-WAIT-2':
      return fin ? 'TIME-WAIT' : undefined;
    case 'CLOSING':
      return finAcked ? 'TIME-WAIT' : undefined;
    case 'LAST-ACK':
      return finAcked ? 'CLOSED' : undefined;
    default:
      return undefined;
  }
}

function onSyn(state: TcpState, packet: LocalPacket): TcpState | undefined {
  const opening = state === 'SYN-SENT' || state === 'SYN-RECEIVED';
  if (packet.flags & FLAG.ACK) return opening ? 'ESTABLISHED' : undefined;
  // SYNs that cross: RFC 9293 §3.5, figure 7.
  if (state === 'SYN-SENT') return 'SYN-RECEIVED';
  return state === 'CLOSED' ? 'LISTEN' : undefined;
}

function finOf(sent: readonly LocalPacket[]): number {
  for (const packet of sent) if (packet.flags & FLAG.FIN) return packet.seq + packet.length;
  return Number.POSITIVE_INFINITY;
}

function* merge(
  sent: readonly LocalPacket[],
  received: readonly LocalPacket[],
): Generator<{ packet: LocalPacket; isSent: boolean }> {
  let s = 0;
  let r = 0;
  while (s < sent.length || r < received.length) {
    const out = sent[s];
    const into = received[r];
    const takeReceived = into !== undefined && (out === undefined || cameBefore(into, out));
    if (takeReceived) r++;
    else s++;
    yield { packet: (takeReceived ? into : out) as LocalPacket, isSent: !takeReceived };
  }
}

/** Whether `received` had arrived when `sent` left. */
function cameBefore(received: LocalPacket, sent: LocalPacket): boolean {
  // A SYN that acknowledges nothing was sent before anything came.
  if ((sent.flags & (FLAG.SYN | FLAG.ACK)) === FLAG.SYN) return false;
  const space = received.length + (received.flags & FLAG.FIN ? 1 : 0) + (received.flags & FLAG.SYN ? 1 : 0);
  if (space > 0 && sent.flags & FLAG.ACK) return sent.ack >= received.seq + space;
  if (received.flags & FLAG.ACK && received.ack > sent.seq) return false;
  return received.time <= sent.time;
}
