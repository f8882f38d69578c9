/** What people write to name ends of connections: an address, a network, either with a port. */
import ipaddr from 'ipaddr.js';

/** Whether an end of a connection, `ip:port` with IPv6 in brackets, is one of those named. */
export type EndMatch = (endpoint: string) => boolean;

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * What `10.0.0.2`, `10.0.0.2:8080`, `10.0.0.0/8`, `2001:db8::1` or `[2001:db8::/32]:443` name, however an address is
 * written. Null where `text` is none of these.
 */
export function addressMatch(text: string): EndMatch | null {
  const end = namedEnd(text);
  if (end === null) return null;
  const { network, port } = end;
  return (endpoint) => (port === null || portOf(endpoint) === port) && contains(network, addressOf(endpoint));
}

/** What `addressMatch` reads; `port` is null for all. */
export function namedEnd(text: string): { readonly network: Network; readonly port: number | null } | null {
  const [, before, port] = /^([^:]*|\[.*\]):(\d{1,5})$/.exec(text) ?? ['', text];
  const network = networkOf((before ?? '').replace(/^\[(.*)\]$/, '$1'));
  if (network === null || Number(port ?? 0) > 65_535) return null;
  return { network, port: port === undefined ? null : Number(port) };
}

/** `10.0.0.2`, or `10.0.0.0/24` where it is more than one address: without the bits that name a host, or the zone of one. */
export function networkText([address, bits]: Network): string {
  const text = address.toString().replace(/%.*$/, '');
  if (bits === address.toByteArray().length * 8) return text;
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${text}/${bits}`).toString()}/${bits}`;
}

/** The address of `ip:port`, without brackets. */
export function addressOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}

export function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

/** Bits before the IPv4 address in an IPv4-mapped one (RFC 4291 §2.5.5.2), as dual-stack programs print them. */
const MAPPED_BITS = 96;

function networkOf(text: string): Network | null {
  if (text.includes('/')) return isNetwork(text) ? unmapped(ipaddr.parseCIDR(text)) : null;
  if (!isAddress(text)) return null;
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** `::ffff:10.0.0.0/104` is `10.0.0.0/8`; a wider one holds more than IPv4 and stays. */
function unmapped([address, bits]: Network): Network {
  if (!(address instanceof ipaddr.IPv6) || !address.isIPv4MappedAddress() || bits < MAPPED_BITS)
    return [address, bits];
  return [address.toIPv4Address(), bits - MAPPED_BITS];
}

/** Not the short and octal forms of old C libraries: 10.1 is a slip of the hand. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function isNetwork(text: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text);
}

function contains(network: Network, address: string): boolean {
  if (!isAddress(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.kind() === network[0].kind() && parsed.match(network);
}
