/** Addresses and ports of a packet as a text, to find its connection among the few that are wanted. */
import { ipv4Text } from '../flow/addresses.ts';
import type { Tuple } from '../flow/table.ts';

type Hosts = Omit<Tuple, 'srcPort' | 'dstPort'>;

/** Sender and receiver; of an ICMP error those that it quotes. */
export function endsOf(tuple: Tuple): readonly [sender: string, receiver: string] {
  const [sender, receiver] = hostsOf(tuple);
  return [`${sender} ${tuple.srcPort}`, `${receiver} ${tuple.dstPort}`];
}

/** Of IPv6 the bytes themselves: nobody reads these texts. */
export function hostsOf(hosts: Hosts): readonly [sender: string, receiver: string] {
  const { ipVersion, srcV4, dstV4, buffer, srcOffset, dstOffset } = hosts;
  return ipVersion === 4
    ? [ipv4Text(srcV4), ipv4Text(dstV4)]
    : [bytesAt(buffer, srcOffset), bytesAt(buffer, dstOffset)];
}

function bytesAt(buffer: Uint8Array, offset: number): string {
  return String.fromCharCode(...buffer.subarray(offset, offset + 16));
}
