/** Something between gateway and upstream forgot, or spoiled, the connection. */
import type { PathCandidate } from './idle-timeouts.ts';
import { likelyMiddlebox } from './idle-timeouts.ts';
import { undercut } from './keep-alive-race.ts';
import type { Product } from './product.ts';
import { productName } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';
import { crashRemedy } from './slow-answer-remedies.ts';

/** Probes as often as this keep every box awake, and cost next to nothing. */
const PROBE_SECONDS = 120;

/** How a gateway turns TCP keep-alive on for its upstream connections; the kernel's interval comes on top. */
const KEEP_ALIVE: Readonly<Partial<Record<Product, string>>> = {
  apache: 'Apache ProxyPass ... keepalive=On',
  envoy: 'Envoy upstream_connection_options tcp_keepalive',
  haproxy: 'HAProxy option srvtcpka',
  nginx: 'nginx proxy_socket_keepalive on',
};

/**
 * A box on the path forgot the connection.
 *
 * @param idleSeconds the shortest idle age after which that was seen, > 0
 * @param reaction what the next packet met
 */
export function middleboxRemedies(
  idleSeconds: number,
  gatewayProduct: Product | null,
  reaction: 'reset' | 'silence',
): Remedy[] {
  const boxes = likelyMiddlebox(idleSeconds, reaction);
  const limit = limitToUndercut(boxes, idleSeconds);
  const below = undercut(gatewayProduct, limit);
  const box = boxes.find((candidate) => candidate.confidence === 'likely' && candidate.setting !== null);
  return [
    ...(below === null ? [] : [below]),
    probe(gatewayProduct, limit),
    ...(box === undefined ? [] : [raise(box)]),
  ];
}

/** The limit that fits closely; else the lowest that may be it; for ages under every known limit, the age itself. */
function limitToUndercut(boxes: readonly PathCandidate[], idleSeconds: number): number {
  const close = boxes.find((box) => box.confidence === 'likely');
  return (close ?? boxes.at(-1))?.seconds ?? idleSeconds;
}

function probe(product: Product | null, limit: number): Remedy {
  const seconds = Math.max(1, Math.min(PROBE_SECONDS, Math.floor(limit / 2)));
  const on = (product === null ? undefined : KEEP_ALIVE[product]) ?? `e.g. ${KEEP_ALIVE.nginx}`;
  const name = 'net.ipv4.tcp_keepalive_time';
  return remedy('gateway', name, String(seconds), `TCP keep-alive: ${name}=${seconds} and ${on}`);
}

function raise(box: PathCandidate): Remedy {
  const setting = box.setting ?? '';
  const value = raisedValue(box.name, 2 * box.seconds);
  return remedy(box.name, setting, value, `${box.name}, if that is the box: ${setting} ${value}`);
}

function raisedValue(name: string, seconds: number): string {
  if (name === 'IPVS') return `${seconds} 120 300`; // established, after FIN, UDP
  return String(name.startsWith('Azure') ? seconds / 60 : seconds);
}

/** The same where it may also have been the other end: a reset after less than any box's limit is most often a reboot's. */
export function forgottenRemedies(
  idleSeconds: number,
  gatewayProduct: Product | null,
  reaction: 'reset' | 'silence',
): Remedy[] {
  const box = middleboxRemedies(idleSeconds, gatewayProduct, reaction);
  if (reaction === 'silence' || likelyMiddlebox(idleSeconds, reaction).length > 0) return box;
  return [findReboot(), ...box];
}

/** Connections of any age were gone at once: whoever kept their state lost all of it. */
export function lostStateRemedies(): Remedy[] {
  const box = "and for one of what stands between: firewall, balancer (conntrack's table full: dmesg)";
  return [findReboot(), remedy('network', 'connection table', 'kept over a failover', box)];
}

function findReboot(): Remedy {
  const text = 'look for a reboot or failover at that moment: uptime -s and last reboot on the upstream';
  return remedy('host', 'uptime', 'before the failures', text);
}

/** A reset that neither end meant to send: connection tracking met a segment that it holds for invalid. */
export function foreignResetRemedies(): Remedy[] {
  const liberal = 'net.netfilter.nf_conntrack_tcp_be_liberal';
  const drop = 'iptables -I INPUT -m conntrack --ctstate INVALID -j DROP';
  return [
    remedy('network', liberal, '1', `sysctl ${liberal}=1 on the host that translates`),
    remedy('network', '--ctstate INVALID', 'DROP', drop),
  ];
}

/** Nothing on the way ends a tunnel that was silent for less, seconds. */
const SHORTEST_TUNNEL_LIMIT = 5;

/**
 * A WebSocket or CONNECT tunnel that ended without a goodbye.
 *
 * @param idleSeconds from its last byte to its end; null where that is not known
 */
export function tunnelRemedies(gatewayProduct: Product | null, idleSeconds: number | null = null): Remedy[] {
  if (idleSeconds !== null && idleSeconds < SHORTEST_TUNNEL_LIMIT) return busyTunnelRemedies();
  const ping = 'ping every 30 s: below every idle limit on the way';
  const haproxy = gatewayProduct === 'haproxy';
  const product = haproxy ? 'haproxy' : 'nginx';
  const setting = haproxy ? 'timeout tunnel' : 'proxy_read_timeout';
  return [
    remedy('application', 'ping interval', '30s', ping),
    remedy(product, setting, '1h', `${productName(product)} ${setting} 1h for the tunnel`),
  ];
}

/** No idle limit ended it: the process did, or what stands before it (RFC 6455 §7.4.1: 1001 says that it goes away). */
function busyTunnelRemedies(): Remedy[] {
  return [
    crashRemedy(),
    remedy('application', 'close code', '1001', 'send a Close frame (1001) before the process ends'),
  ];
}
