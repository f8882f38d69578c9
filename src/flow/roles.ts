/** Who is the client where no handshake tells: by what the user says, else by port numbers, until the bytes tell better. */
import { addressMatch, type EndMatch, portOf } from './address-match.ts';

/** First port of the range that systems hand out to clients (IANA: 49152; Linux and many others: 32768). */
const EPHEMERAL = 32_768;

/** Ports below are bound by those that listen, never handed out to clients (RFC 6335 §6). */
const SYSTEM_PORTS = 1024;

/**
 * Which endpoint (0 lower, 1 higher) is likely the client, judged by ports: the one with an ephemeral port opposite a
 * service port, else the one with the higher port.
 */
export function clientByPorts(lowPort: number, highPort: number): 0 | 1 {
  const lowEphemeral = lowPort >= EPHEMERAL;
  const highEphemeral = highPort >= EPHEMERAL;
  if (lowEphemeral !== highEphemeral) return lowEphemeral ? 0 : 1;
  return lowPort >= highPort ? 0 : 1;
}

/** Addresses, networks (`10.0.0.0/8`), either with a port (`10.0.0.2:8080`, `[2001:db8::1]:443`). */
export interface NamedRoles {
  /** Proxies: the clients of connections to upstreams. */
  readonly gateway?: readonly string[];
  /** What proxies connect to: the servers. */
  readonly upstream?: readonly string[];
}

/** Which endpoint (0 lower, 1 higher) is the client by the names that roles were given; null where these do not tell. */
export type ClientByName = (low: string, high: string) => 0 | 1 | null;

/**
 * An upstream is the server of every connection. A gateway is the client, but where it uses a system port, or upstreams are named and
 * the other end is none: then its own clients may be there. Null where no role is named. Throws `RangeError` for what is no address.
 */
export function clientByName({ gateway = [], upstream = [] }: NamedRoles): ClientByName | null {
  if (gateway.length + upstream.length === 0) return null;
  const isGateway = anyOf('gateway', gateway);
  const isUpstream = anyOf('upstream', upstream);
  return (low, high) => {
    const server = onlyOne(isUpstream, low, high);
    if (server !== null) return server === 0 ? 1 : 0;
    if (upstream.length > 0 && !isUpstream(low)) return null;
    const client = onlyOne(isGateway, low, high);
    return client !== null && portOf(client === 0 ? low : high) >= SYSTEM_PORTS ? client : null;
  };
}

function onlyOne(matches: EndMatch, low: string, high: string): 0 | 1 | null {
  const isLow = matches(low);
  return isLow === matches(high) ? null : isLow ? 0 : 1;
}

function anyOf(role: keyof NamedRoles, names: readonly string[]): EndMatch {
  const matches = names.map((name) => {
    const match = addressMatch(name);
    if (match === null) throw new RangeError(`${role}: ${name} is no address, network or address:port`);
    return match;
  });
  return (endpoint) => matches.some((match) => match(endpoint));
}
