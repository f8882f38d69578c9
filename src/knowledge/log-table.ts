/**
 * How failures read in the logs of gateways and upstreams, and which findings write them. Upstreams' own lines come first, then
 * the gateways by how common they are.
 */
import type { Product } from './product.ts';

export interface LogMessage {
  readonly product: Product;
  /** As people know it: the message without what varies. */
  readonly text: string;
  /** `kind` or `kind/manner`, kinds as in the findings. */
  readonly kinds: readonly string[];
  /** Which packet of the upstream leads to it; null for either, or none. */
  readonly end: 'fin' | 'rst' | null;
  /** For an upstream's own line: what that upstream speaks. Null for a gateway's. */
  readonly speaks: Spoken | null;
}

/** What an upstream is spoken to in. */
export type Spoken = 'http' | 'fastcgi' | 'other';

/** Closes that a gateway meets before it has read a whole response head. */
const NO_HEAD = ['premature-close-before-headers', 'partial-response-headers', 'closed-during-upload'];
const FIN_RACES = ['fin-during-request', 'late-reuse', 'restart-race'];
const RESETS = ['rst-after-idle', 'foreign-reset', 'reset-on-accept', 'reset-with-unread-request'];
const CUT = ['truncated-response', 'stream-aborted'];
const NO_CONNECTION = ['connect-refused', 'connect-unreachable', 'connect-timeout'];
const SILENCE = ['proxy-timeout', 'request-unanswered', 'accept-queue-overflow'];
const GAVE_UP = ['proxy-gave-up'];
const LOST = ['response-lost-to-reset', 'closed-during-upload', 'reset-with-unread-request'];

function row(
  product: Product,
  text: string,
  kinds: readonly string[],
  end: LogMessage['end'] = null,
  speaks: Spoken | null = null,
): LogMessage {
  return { product, text, kinds, end, speaks };
}

export const LOG_MESSAGES: readonly LogMessage[] = [
  row(
    'go',
    'http: panic serving <the gateway>: …',
    ['premature-close-before-headers/instant', 'truncated-response'],
    null,
    'http',
  ),
  row(
    'gunicorn',
    '[CRITICAL] WORKER TIMEOUT (pid:…)',
    ['premature-close-before-headers/timer', 'truncated-response'],
    null,
    'http',
  ),
  row(
    'php-fpm',
    'execution timed out (… sec), terminating',
    ['premature-close-before-headers/timer', 'reset-with-unread-request'],
    null,
    'fastcgi',
  ),
  row(
    'php-fpm',
    'child … exited on signal …',
    ['premature-close-before-headers/process-gone', 'reset-with-unread-request'],
    null,
    'fastcgi',
  ),

  row(
    'nginx',
    'upstream prematurely closed connection while reading response header from upstream',
    [...FIN_RACES, ...NO_HEAD],
    'fin',
  ),
  row('nginx', 'upstream sent goaway with error 0 while reading response header from upstream', [
    'goaway-race',
  ]),
  row(
    'nginx',
    'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    [...RESETS, ...NO_HEAD],
    'rst',
  ),
  row(
    'nginx',
    'recv() failed (104: Connection reset by peer) while proxying upgraded connection',
    ['tunnel-dropped'],
    'rst',
  ),
  row('nginx', 'upstream prematurely closed connection while reading upstream', CUT, 'fin'),
  row(
    'nginx',
    'readv() failed (104: Connection reset by peer) while reading upstream',
    [...CUT, 'response-lost-to-reset'],
    'rst',
  ),
  row('nginx', 'writev() failed (32: Broken pipe) while sending request to upstream', [
    ...LOST,
    'late-reuse',
    'fin-during-request',
  ]),
  row('nginx', 'connect() failed (111: Connection refused) while connecting to upstream', [
    'connect-refused',
    // It reaches the socket as a refusal, too.
    'connect-unreachable/port-unreachable',
  ]),
  row('nginx', 'connect() failed (113: No route to host) while connecting to upstream', [
    'connect-unreachable',
  ]),
  row('nginx', 'upstream timed out (110: Connection timed out) while connecting to upstream', [
    'connect-timeout',
    'accept-queue-overflow',
  ]),
  row('nginx', 'upstream timed out (110: Connection timed out) while sending request to upstream', [
    'proxy-gave-up/sending',
  ]),
  row(
    'nginx',
    'upstream timed out (110: Connection timed out) while reading response header from upstream',
    SILENCE,
  ),
  row('nginx', 'upstream timed out (110: Connection timed out) while reading upstream', [
    'proxy-timeout',
    'truncated-response',
  ]),
  row('nginx', 'no live upstreams while connecting to upstream', ['gateway-answered-alone']),
  row('nginx', 'client prematurely closed connection (499)', ['client-abort']),
  row('nginx', 'upstream timed out (110: Connection timed out), or 499 where the client left', GAVE_UP),

  row('haproxy', '502 with termination state SH--', [...FIN_RACES, 'goaway-race', ...RESETS, ...NO_HEAD]),
  row('haproxy', '200 with termination state SD--', [...CUT, ...LOST]),
  row('haproxy', '504 with termination state sH--', SILENCE),
  row('haproxy', '503 with termination state SC--', ['connect-refused', 'connect-unreachable']),
  row('haproxy', '503 with termination state sC--', ['connect-timeout', 'accept-queue-overflow']),
  row('haproxy', 'termination state CH-- or CD--', ['client-abort']),
  row('haproxy', 'termination state sH-- or sD--; CH-- or CD-- where the client left', GAVE_UP),

  row('envoy', '503 UC upstream_reset_before_response_started{connection_termination}', [
    ...FIN_RACES,
    'goaway-race',
    ...RESETS,
    ...NO_HEAD,
  ]),
  row('envoy', '503 UF upstream_reset_before_response_started{…connection_failure…}', NO_CONNECTION),
  row('envoy', '504 UT response_timeout', SILENCE),
  row('envoy', '503 UH no_healthy_upstream', ['gateway-answered-alone']),
  row('envoy', '0 DC downstream_remote_disconnect', ['client-abort']),
  row('envoy', '504 UT response_timeout, or 0 DC where the client left', GAVE_UP),

  row(
    'apache',
    'AH01102: error reading status line from remote server (20014)',
    [...FIN_RACES, ...NO_HEAD],
    'fin',
  ),
  row(
    'apache',
    'AH01102: error reading status line from remote server (104)',
    [...RESETS, ...NO_HEAD],
    'rst',
  ),
  row('apache', 'AH01102: error reading status line from remote server (70007, answered as 502)', [
    ...SILENCE,
    ...GAVE_UP,
  ]),
  row('apache', 'AH01110: error reading response', CUT),
  row('apache', 'AH01084: pass request body failed', LOST),
  row('apache', 'AH00957: http: attempt to connect to … failed', NO_CONNECTION),
  // Comes beside AH01102, and alone says no more than that no response was read.
  row('apache', 'AH00898: Error reading from remote server', [
    ...FIN_RACES,
    ...RESETS,
    ...NO_HEAD,
    ...SILENCE,
  ]),

  row('caddy', 'EOF', [...FIN_RACES, ...NO_HEAD], 'fin'),
  row('caddy', 'read: connection reset by peer', [...RESETS, ...NO_HEAD, ...CUT], 'rst'),
  row('caddy', 'unexpected EOF', CUT, 'fin'),
  row('caddy', 'dial tcp …: connect: connection refused', ['connect-refused']),
  row('caddy', 'dial tcp …: connect: no route to host', ['connect-unreachable']),
  row('caddy', 'dial tcp …: i/o timeout', ['connect-timeout', 'accept-queue-overflow']),
  row('caddy', 'net/http: timeout awaiting response headers', [...SILENCE, ...GAVE_UP]),

  row('varnish', 'FetchError HTC eof (-1)', [...FIN_RACES, ...RESETS, ...NO_HEAD]),
  row('varnish', 'FetchError straight insufficient bytes', CUT),
  row('varnish', 'FetchError first byte timeout', [...SILENCE, ...GAVE_UP]),
  row('varnish', 'FetchError backend …: fail errno …', NO_CONNECTION),
];
