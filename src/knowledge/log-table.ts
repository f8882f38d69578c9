/**
 * How failures read in the logs of gateways and upstreams, and which findings write them.
 *
 * One row serves both directions: what a finding will look like in the logs, and which findings a log line may be.
 * Upstreams' own lines come first, then the gateways by how common they are. Patterns search anywhere in a line, and every
 * repetition in them is bounded, so a hostile line costs time linear in its length.
 */
import type { Product } from './product.ts';

export interface LogMessage {
  readonly product: Product;
  /** As people know it: the message without what varies. */
  readonly text: string;
  readonly pattern: RegExp;
  /** `kind` or `kind/manner`, kinds as in the findings. */
  readonly kinds: readonly string[];
  /** Which packet of the upstream leads to it; null for either, or none. */
  readonly end: 'fin' | 'rst' | null;
}

/** Closes that a gateway meets before it has read a whole response head. */
const NO_HEAD = ['premature-close-before-headers', 'partial-response-headers', 'closed-during-upload'];
const FIN_RACES = ['fin-during-request', 'late-reuse', 'restart-race', 'goaway-race'];
const RESETS = ['rst-after-idle', 'foreign-reset', 'reset-on-accept', 'reset-with-unread-request'];
const CUT = ['truncated-response', 'stream-aborted'];
const NO_CONNECTION = ['connect-refused', 'connect-unreachable', 'connect-timeout'];
const SILENCE = ['proxy-timeout', 'proxy-gave-up', 'request-unanswered', 'accept-queue-overflow'];
const LOST = ['response-lost-to-reset', 'closed-during-upload', 'reset-with-unread-request'];

function row(
  product: Product,
  text: string,
  pattern: RegExp,
  kinds: readonly string[],
  end: LogMessage['end'] = null,
): LogMessage {
  return { product, text, pattern, kinds, end };
}

/** HAProxy's termination state: in its own format the counters follow it; in custom ones it ends in `--`. */
function termination(state: string): RegExp {
  return new RegExp(`[\\s="]${state}(?:--|[-A-Z]{2}\\s\\d{1,10}/)`);
}

/** Envoy's response flag: in the text formats after the status, in JSON under its own name. */
function flag(name: string): RegExp {
  return new RegExp(`(?:"\\s[0-5]\\d{0,2}\\s|"response_flags":\\s?")(?:[A-Z]{2,5},){0,8}${name}\\b`);
}

export const LOG_MESSAGES: readonly LogMessage[] = [
  row('go', 'http: panic serving <the gateway>: …', /http: panic serving [\d.:[\]a-fA-F]{3,64}: /, [
    'premature-close-before-headers/instant',
    'truncated-response',
  ]),
  row('gunicorn', '[CRITICAL] WORKER TIMEOUT (pid:…)', /\[CRITICAL\] WORKER TIMEOUT \(pid:/, [
    'premature-close-before-headers/timer',
    'truncated-response',
  ]),
  row(
    'php-fpm',
    'execution timed out (… sec), terminating',
    /execution timed out \([\d.]{1,16} sec\), terminating/,
    ['premature-close-before-headers/timer', 'reset-with-unread-request'],
  ),
  row('php-fpm', 'child … exited on signal …', /child \d{1,10} exited on signal \d{1,10}/, [
    'premature-close-before-headers/process-gone',
    'reset-with-unread-request',
  ]),

  row(
    'nginx',
    'upstream prematurely closed connection while reading response header from upstream',
    /upstream prematurely closed connection while reading response header from upstream/,
    [...FIN_RACES, ...NO_HEAD],
    'fin',
  ),
  row(
    'nginx',
    'upstream sent goaway with error 0 while reading response header from upstream',
    /upstream sent goaway with error \d{1,10} while reading/,
    ['goaway-race'],
  ),
  row(
    'nginx',
    'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    /recv\(\) failed \(104: [^)]{0,64}\) while reading response header from upstream/,
    [...RESETS, ...NO_HEAD],
    'rst',
  ),
  row(
    'nginx',
    'recv() failed (104: Connection reset by peer) while proxying upgraded connection',
    /recv\(\) failed \(104: [^)]{0,64}\) while proxying upgraded connection/,
    ['tunnel-dropped'],
    'rst',
  ),
  row(
    'nginx',
    'upstream prematurely closed connection while reading upstream',
    /upstream prematurely closed connection while reading upstream/,
    CUT,
    'fin',
  ),
  row(
    'nginx',
    'readv() failed (104: Connection reset by peer) while reading upstream',
    /readv\(\) failed \(104: [^)]{0,64}\) while reading upstream/,
    [...CUT, 'response-lost-to-reset'],
    'rst',
  ),
  row(
    'nginx',
    'writev() failed (32: Broken pipe) while sending request to upstream',
    /(?:writev|send|sendfile)\(\) failed \((?:32|104): [^)]{0,64}\) while sending request to upstream/,
    [...LOST, 'late-reuse', 'fin-during-request'],
  ),
  row(
    'nginx',
    'connect() failed (111: Connection refused) while connecting to upstream',
    /connect\(\) failed \(111: [^)]{0,64}\) while connecting to upstream/,
    // ICMP port unreachable reaches the socket as a refusal, too.
    ['connect-refused', 'connect-unreachable'],
  ),
  row(
    'nginx',
    'connect() failed (113: No route to host) while connecting to upstream',
    /connect\(\)(?: to [^ ]{1,128})? failed \(113: [^)]{0,64}\) while connecting to upstream/,
    ['connect-unreachable'],
  ),
  row(
    'nginx',
    'upstream timed out (110: Connection timed out) while connecting to upstream',
    /upstream timed out \(110: [^)]{0,64}\) while connecting to upstream/,
    ['connect-timeout', 'accept-queue-overflow'],
  ),
  row(
    'nginx',
    'upstream timed out (110: Connection timed out) while reading response header from upstream',
    /upstream timed out \(110: [^)]{0,64}\) while reading response header from upstream/,
    SILENCE,
  ),
  row(
    'nginx',
    'upstream timed out (110: Connection timed out) while sending request to upstream',
    /upstream timed out \(110: [^)]{0,64}\) while sending request to upstream/,
    ['proxy-timeout', 'request-unanswered'],
  ),
  row(
    'nginx',
    'upstream timed out (110: Connection timed out) while reading upstream',
    /upstream timed out \(110: [^)]{0,64}\) while reading upstream/,
    ['proxy-timeout', 'truncated-response'],
  ),
  row(
    'nginx',
    'no live upstreams while connecting to upstream',
    /no live upstreams while connecting to upstream/,
    ['gateway-answered-alone'],
  ),
  row('nginx', 'client prematurely closed connection (499)', /client prematurely closed connection/, [
    'client-abort',
  ]),

  row('haproxy', '502 with termination state SH--', termination('SH'), [...FIN_RACES, ...RESETS, ...NO_HEAD]),
  row('haproxy', '200 with termination state SD--', termination('SD'), [...CUT, ...LOST]),
  row('haproxy', '504 with termination state sH--', termination('sH'), SILENCE),
  row('haproxy', '503 with termination state SC--', termination('SC'), [
    'connect-refused',
    'connect-unreachable',
  ]),
  row('haproxy', '503 with termination state sC--', termination('sC'), [
    'connect-timeout',
    'accept-queue-overflow',
  ]),
  row('haproxy', 'termination state CH-- or CD--', termination('C[HD]'), ['client-abort']),

  row('envoy', '503 UC upstream_reset_before_response_started{connection_termination}', flag('UC'), [
    ...FIN_RACES,
    ...RESETS,
    ...NO_HEAD,
  ]),
  row(
    'envoy',
    '503 UF upstream_reset_before_response_started{…connection_failure…}',
    flag('UF'),
    NO_CONNECTION,
  ),
  row('envoy', '504 UT response_timeout', flag('UT'), SILENCE),
  row('envoy', '503 UH no_healthy_upstream', flag('UH'), ['gateway-answered-alone']),
  row('envoy', '0 DC downstream_remote_disconnect', flag('DC'), ['client-abort']),

  row(
    'apache',
    'AH01102: error reading status line from remote server (20014)',
    /\(20014\)[^:]{0,80}: \[client [^\]]{0,64}\] AH01102: /,
    [...FIN_RACES, ...NO_HEAD],
    'fin',
  ),
  row(
    'apache',
    'AH01102: error reading status line from remote server (104)',
    /\(104\)[^:]{0,80}: \[client [^\]]{0,64}\] AH01102: /,
    [...RESETS, ...NO_HEAD],
    'rst',
  ),
  row(
    'apache',
    'AH01102: error reading status line from remote server (70007, answered as 502)',
    /\(70007\)[^:]{0,80}: \[client [^\]]{0,64}\] AH01102: /,
    SILENCE,
  ),
  row('apache', 'AH01110: error reading response', /AH01110: error reading response/, CUT),
  row('apache', 'AH01084: pass request body failed', /AH010(?:84|97): pass request body failed/, LOST),
  row(
    'apache',
    'AH00957: http: attempt to connect to … failed',
    /AH00957: https?: attempt to connect to/,
    NO_CONNECTION,
  ),
  // Comes beside AH01102, and alone says no more than that no response was read.
  row('apache', 'AH00898: Error reading from remote server', /AH00898: Error reading from remote server/, [
    ...FIN_RACES,
    ...RESETS,
    ...NO_HEAD,
    ...SILENCE,
  ]),

  row('caddy', 'EOF', /"msg":"EOF"|proxy error: EOF/, [...FIN_RACES, ...NO_HEAD], 'fin'),
  row(
    'caddy',
    'read: connection reset by peer',
    /read: connection reset by peer/,
    [...RESETS, ...NO_HEAD, ...CUT],
    'rst',
  ),
  row('caddy', 'unexpected EOF', /unexpected EOF/, CUT, 'fin'),
  row(
    'caddy',
    'dial tcp …: connect: connection refused',
    /dial tcp [^ ]{1,128}: connect: connection refused/,
    ['connect-refused'],
  ),
  row('caddy', 'dial tcp …: connect: no route to host', /dial tcp [^ ]{1,128}: connect: no route to host/, [
    'connect-unreachable',
  ]),
  row('caddy', 'dial tcp …: i/o timeout', /dial tcp [^ ]{1,128}: i\/o timeout/, [
    'connect-timeout',
    'accept-queue-overflow',
  ]),
  row('caddy', 'net/http: timeout awaiting response headers', /timeout awaiting response headers/, SILENCE),

  row('varnish', 'FetchError HTC eof (-1)', /FetchError\s{1,8}HTC eof \(-1\)/, [
    ...FIN_RACES,
    ...RESETS,
    ...NO_HEAD,
  ]),
  row(
    'varnish',
    'FetchError straight insufficient bytes',
    /FetchError\s{1,8}straight insufficient bytes/,
    CUT,
  ),
  row('varnish', 'FetchError first byte timeout', /FetchError\s{1,8}first byte timeout/, SILENCE),
  row(
    'varnish',
    'FetchError backend …: fail errno …',
    /FetchError\s{1,8}backend \S{1,64}: fail errno \d{1,10}/,
    NO_CONNECTION,
  ),
];
