/** No connection came about, or the upstream's kernel made one and no process took it. */
import type { Product } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';
import { drainRemedy, findTheEnd } from './restart-remedies.ts';
import { GATEWAY_CONNECT_LIMITS } from './time-limits.ts';
import { setToIn } from './time-setting.ts';

/**
 * A SYN answered by a reset.
 *
 * @param why `rollout`: many within seconds that healed by themselves. `gone`: it answered before, and did not come back.
 * `absent`: it was never seen to answer
 */
export function refusedRemedies(why: 'rollout' | 'gone' | 'absent'): Remedy[] {
  const again = 'a second server in the gateway: nothing was sent yet, so even a POST may go there';
  const retry = remedy('gateway', 'servers of the upstream', '2 or more', again);
  if (why === 'rollout') {
    const drain = drainRemedy();
    return [{ ...drain, text: `${drain.text}: leave the balancer before the port closes` }, retry];
  }
  if (why === 'gone') return [findTheEnd(), retry];
  const listen = 'nothing listens there: start the process, or correct address and port (ss -ltn)';
  return [remedy('upstream', 'listening port', 'open', listen), retry];
}

/** ICMP said that the upstream cannot be reached. */
export function unreachableRemedies(): Remedy[] {
  const route = 'check routes and reject rules between gateway and upstream';
  const stale = 'where the address is stale: nginx upstream{} server NAME resolve';
  return [
    remedy('network', 'route, reject rule', 'allow', route),
    remedy('nginx', 'server', 'resolve', stale),
  ];
}

/** SYNs without any answer. */
export function connectTimeoutRemedies(gatewayProduct: Product | null): Remedy[] {
  const who = 'find who drops the SYN: a dead host, a firewall, a security group';
  // Linux repeats a lost SYN after 1 s, so 2 s give it one more chance and no second one.
  const sooner = setToIn(GATEWAY_CONNECT_LIMITS, gatewayProduct, 2, 'connect timeout');
  return [
    remedy('network', 'firewall, security group', 'allow', who),
    { ...sooner, text: `try the next server sooner: ${sooner.text}` },
  ];
}

/** Accepted and reset at once: whoever accepted had nobody to pass the connection on to, or too many already. */
export function resetOnAcceptRemedies(): Remedy[] {
  const behind =
    'find what accepts for the application (sidecar, balancer, port forwarder): nobody was behind it';
  const most = "raise the upstream's limit of connections, if one was reached";
  return [
    remedy('upstream', 'listener', 'with somebody behind it', behind),
    remedy('upstream', 'limit of connections', 'higher', most),
  ];
}

/** The kernel's own queue length per product, where it has a setting. */
const BACKLOG: Readonly<Partial<Record<Product, string>>> = {
  gunicorn: 'gunicorn --backlog 4096',
  nginx: 'nginx listen ... backlog=4096',
  'php-fpm': 'php-fpm listen.backlog = 4096',
  uwsgi: 'uWSGI listen = 4096',
};

/** The accept queue is full: SYNs go unanswered beside others that succeed, or a handshake leads to nobody. */
export function acceptQueueRemedies(upstreamProduct: Product | null): Remedy[] {
  const own = (upstreamProduct === null ? undefined : BACKLOG[upstreamProduct]) ?? 'a listen backlog of 4096';
  return [
    remedy('application', 'workers', 'more', 'accept faster: more workers or threads, or shorter requests'),
    remedy('upstream', 'net.core.somaxconn', '4096', `net.core.somaxconn=4096 together with ${own}`),
    remedy(
      'gateway',
      'keep-alive to the upstream',
      'on',
      'keep connections to the upstream: fewer of them to accept',
    ),
  ];
}
