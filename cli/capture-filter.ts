/** What to capture, in the words of pcap-filter(7): the upstreams' connections, and what tells why one never came to be. */
import { namedEnd, networkText } from '../src/flow/address-match.ts';
import { noAddress } from './address.ts';

export interface Captured {
  /** Addresses, networks, either with a port. */
  readonly upstream: readonly string[];
  readonly gateway: readonly string[];
  readonly ports: readonly number[];
  /** The interface is a mirror port, or a trunk, whose frames carry VLAN tags. */
  readonly vlan: boolean;
}

/** Unreachable hosts and ports, and hosts that do not answer for their addresses: without them a failed connect is a riddle. */
const REASONS = 'icmp or icmp6 or arp';

/** Throws `UsageError` for what is no address. */
export function captureFilter({ upstream, gateway, ports, vlan }: Captured): string {
  const ends = either(upstream.map((text) => endOf('upstream', text, ports)));
  const tcp = ends === '' ? portsOf(ports) : ends;
  const between = both(tcp, either(gateway.map((text) => endOf('gateway', text, []))));
  // A VLAN's tag moves what comes behind it in the filter, therefore it is last.
  const tagged = vlan ? ` or (vlan and (${between} or ${REASONS}))` : '';
  return `${between} or ${REASONS}${tagged}`;
}

function endOf(option: string, text: string, ports: readonly number[]): string {
  const end = namedEnd(text);
  if (end === null) throw noAddress(option, text);
  const address = networkText(end.network);
  const host = `${address.includes('/') ? 'net' : 'host'} ${address}`;
  return both(host, end.port === null ? portsOf(ports) : `tcp port ${end.port}`);
}

function portsOf(ports: readonly number[]): string {
  return ports.length === 0 ? 'tcp' : either(ports.map((port) => `tcp port ${port}`));
}

function either(terms: readonly string[]): string {
  return terms.length > 1 ? `(${terms.join(' or ')})` : (terms[0] ?? '');
}

function both(one: string, other: string): string {
  return other === '' ? one : `(${one} and ${other})`;
}
