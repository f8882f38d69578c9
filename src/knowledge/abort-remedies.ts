/** The upstream closed although it had, or was getting, a request to answer. */
import type { Product } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';

/** The upstream took the request and closed at once: a panic, an abort, a request that it could not parse. */
export function panicRemedies(upstreamProduct: Product | null): Remedy[] {
  return [lookForCrash(upstreamProduct), surviveCrash(upstreamProduct)];
}

/** The answer broke off inside its head. */
export function partialHeadRemedies(upstreamProduct: Product | null): Remedy[] {
  const text = 'write the head of a response in one piece, when all that it says is known';
  return [lookForCrash(upstreamProduct), remedy('application', 'response head', 'in one write', text)];
}

function lookForCrash(product: Product | null): Remedy {
  if (product === 'php-fpm') {
    const text =
      'php-fpm log at that moment: "exited on signal" or "execution timed out"; catch_workers_output = yes';
    return remedy('php-fpm', 'catch_workers_output', 'yes', text);
  }
  const hint = product === null || product === 'go' ? ', in Go "http: panic serving"' : '';
  const text = `look into the upstream's log at that moment: a panic or crash${hint}`;
  return remedy('application', 'log', 'at the close', text);
}

function surviveCrash(product: Product | null): Remedy {
  if (product === 'php-fpm') {
    // A PHP error ends the script with 500; only the end of its process closes the connection.
    const text = 'php-fpm rlimit_core = unlimited: the core tells which extension crashed';
    return remedy('php-fpm', 'rlimit_core', 'unlimited', text);
  }
  const text = 'recover in a middleware and answer 500 instead of closing';
  return remedy('application', 'error handler', '500', text);
}

/** Reset or closed before the request was read to its end. */
export function unreadRequestRemedies(upstreamProduct: Product | null): Remedy[] {
  return [
    readToTheEnd(upstreamProduct),
    remedy(
      'gateway',
      'body size limit',
      "the upstream's",
      "give the gateway the upstream's body limit (client_max_body_size)",
    ),
    remedy('upstream', 'SO_LINGER', 'off', 'look for a killed process, or SO_LINGER 0 in the code'),
  ];
}

function readToTheEnd(product: Product | null): Remedy {
  switch (product) {
    case 'tomcat':
      return remedy(
        'tomcat',
        'maxSwallowSize',
        '-1',
        'Tomcat maxSwallowSize="-1": reads the body before it closes',
      );
    case 'nginx':
      return remedy('nginx', 'lingering_close', 'always', 'nginx lingering_close always on the upstream');
    case 'php-fpm': {
      const text =
        'php-fpm request_terminate_timeout above max_execution_time: a killed worker always resets';
      return remedy('php-fpm', 'request_terminate_timeout', 'above max_execution_time', text);
    }
    default:
      return remedy(
        'application',
        'request body',
        'read to its end',
        'read the request body to its end before closing',
      );
  }
}
