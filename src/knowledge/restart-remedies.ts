/** The upstream process went away in an orderly way that nobody was told about. */
import type { Product } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';

/** Seconds that load balancers need to notice that a pod is leaving: 5 to 15 in practice. */
const DRAIN_SECONDS = 15;

export interface Restart {
  /** How long the gateway keeps idle connections; null where it does not show. */
  readonly gatewayIdleSeconds: number | null;
  readonly upstreamProduct: Product | null;
}

/**
 * Connections closed because the upstream ended. The order is: leave the balancer, go on answering, announce the
 * end on every connection (RFC 9112 §9.6), and only then close what is idle.
 */
export function restartRemedies(restart: Restart): Remedy[] {
  const idle = restart.gatewayIdleSeconds;
  const period = idle === null ? "for as long as the gateway's idle limit" : `for ${Math.ceil(idle)} s`;
  const text = `then send "Connection: close" ${period}, and close idle connections after that`;
  return [
    drainRemedy(),
    remedy('application', 'Connection', 'close', text),
    shutdown(restart.upstreamProduct),
  ];
}

/** A process that ended under requests which it was working on: a drain would have let them finish, a crash needs its cause found. */
export function processGoneRemedies(upstreamProduct: Product | null): Remedy[] {
  const text = `in a rollout: ${drainRemedy().text}`;
  return [findTheEnd(), { ...drainRemedy(), text }, shutdown(upstreamProduct)];
}

/** Packets show that a process ended, not why. */
export function findTheEnd(): Remedy {
  const text =
    'find out why the process ended: deployment, OOM kill or crash (kubectl describe pod, journalctl, dmesg)';
  return remedy('host', 'process', 'kept running', text);
}

/**
 * Requests on their way when HTTP/2's GOAWAY came: RFC 9113 §6.8 has the server announce its end with the highest stream number, and
 * name the last one a round trip later. What it refuses did not run.
 */
export function goawayRemedies(): Remedy[] {
  const twice =
    'announce the end first: GOAWAY with stream 2147483647, a round trip later the one with the last stream';
  const again = 'send refused streams again, POST too (Envoy retry_on: refused-stream)';
  return [
    remedy('upstream', 'GOAWAY', 'twice', twice),
    remedy('gateway', 'retry of refused streams', 'on', again),
  ];
}

/** Keep answering while the balancers still send. */
export function drainRemedy(): Remedy {
  return remedy('kubernetes', 'preStop', `sleep ${DRAIN_SECONDS}`, `preStop sleep ${DRAIN_SECONDS}`);
}

function shutdown(product: Product | null): Remedy {
  switch (product) {
    case 'go': {
      // SetKeepAlivesEnabled(false) closes all idle connections at once: the very race that is to be avoided.
      const text = 'then Go Server.Shutdown; never SetKeepAlivesEnabled(false) before it';
      return remedy('go', 'Server.Shutdown', 'after the announcement', text);
    }
    case 'node': {
      const text = 'then Node server.close() and closeIdleConnections()';
      return remedy('node', 'server.closeIdleConnections', 'after the announcement', text);
    }
    case 'tomcat': {
      // Without it the context's unloadDelay of 2 s cuts requests that are being answered.
      const text =
        'then stop slowly: Spring Boot server.shutdown=graceful, in plain Tomcat unloadDelay above the slowest request';
      return remedy('tomcat', 'server.shutdown', 'graceful', text);
    }
    case 'gunicorn':
      return remedy(
        'gunicorn',
        'graceful_timeout',
        '30',
        'then gunicorn --graceful-timeout 30, above the slowest request',
      );
    case 'php-fpm': {
      // Its default of 0 ends the workers at once, also at a reload.
      const text = 'then SIGQUIT, and php-fpm process_control_timeout above the slowest request';
      return remedy('php-fpm', 'process_control_timeout', 'above the slowest request', text);
    }
    case 'haproxy':
      return remedy('haproxy', 'close-spread-time', '10s', 'then HAProxy close-spread-time 10s');
    default: {
      const text = 'then terminationGracePeriodSeconds 60: preStop and the slowest request must fit in';
      return remedy('kubernetes', 'terminationGracePeriodSeconds', '60', text);
    }
  }
}
