/** Which timer or event stands behind each finding, and what to change. Facts come from the captures, names from knowledge/. */
import { hostOf } from '../flow/addresses.ts';
import { likelyMiddlebox } from '../knowledge/idle-timeouts.ts';
import { likelyLines } from '../knowledge/log-lines.ts';
import { type Product, productName } from '../knowledge/product.ts';
import {
  acceptQueueRemedies,
  connectTimeoutRemedies,
  foreignResetRemedies,
  goawayRemedies,
  keepAliveRaceRemedies,
  middleboxRemedies,
  panicRemedies,
  partialHeadRemedies,
  proxyTimeoutRemedies,
  refusedRemedies,
  resetOnAcceptRemedies,
  restartRemedies,
  truncatedRemedies,
  tunnelRemedies,
  unreachableRemedies,
  unreadRequestRemedies,
  writeTimeoutRemedies,
} from '../knowledge/remedies.ts';
import type { Tally } from '../result.ts';
import type { IdleSamples } from '../timers/idle.ts';
import type { WaitLimit } from '../timers/waits.ts';
import { SHORTEST_LIMIT_SECONDS, waitsByServer } from './limits.ts';
import { gatewayNamed, upstreamNamed } from './products.ts';
import type { Finding, Timer } from './schema.ts';

export interface Context {
  readonly timers: readonly Timer[];
  readonly idle: IdleSamples;
  readonly tally: Tally;
}

type Cause = NonNullable<Finding['cause']>;
type Explained = Pick<Finding, 'cause' | 'remedy' | 'manner'>;

/** The findings with cause and remedy filled in. */
export function explainCauses(findings: readonly Finding[], context: Context): Finding[] {
  const waits = waitsByServer(findings);
  return findings.map((finding) => {
    const { client, server } = finding.connection;
    const product = upstreamNamed(server, context.tally);
    const gateway = gatewayNamed(hostOf(client), context.tally);
    return {
      ...finding,
      logs: likelyLines(finding.logs, product, gateway),
      ...explain(finding, context, waits.get(server) ?? null),
    };
  });
}

function explain(finding: Finding, context: Context, waits: WaitLimit | null): Partial<Explained> {
  const product = upstreamNamed(finding.connection.server, context.tally);
  const gateway = gatewayNamed(hostOf(finding.connection.client), context.tally);
  const { idleSeconds, waitSeconds } = finding.measures;
  switch (finding.kind) {
    case 'fin-during-request':
    case 'late-reuse':
      return idleRace(finding, context, product);
    case 'rst-after-idle':
      return finding.manner === 'answers-request'
        ? forgotten(idleSeconds, gateway, 'reset')
        : idleRace(finding, context, product);
    case 'goaway-race':
      return { remedy: goawayRemedies() };
    case 'stream-aborted':
      return { remedy: panicRemedies(product) };
    case 'partial-response-headers':
      return { remedy: partialHeadRemedies(product) };
    case 'reset-on-accept':
      return { remedy: resetOnAcceptRemedies() };
    case 'request-unanswered':
      return forgotten(idleSeconds, gateway, 'silence');
    case 'premature-close-before-headers':
      return closedEarly(finding, waits, product);
    case 'truncated-response':
      return { remedy: truncatedRemedies(product, finding.manner === 'reset') };
    case 'reset-with-unread-request':
      return finding.manner === 'process-gone'
        ? processGone(product)
        : { remedy: unreadRequestRemedies(product) };
    case 'closed-during-upload':
      return { remedy: unreadRequestRemedies(product) };
    case 'restart-race':
      return restarted(product);
    case 'connect-refused':
      return { remedy: refusedRemedies(finding.owner === 'rollout' || servedBefore(finding, context)) };
    case 'connect-timeout':
      return { remedy: connectTimeoutRemedies(gateway) };
    case 'connect-unreachable':
      return { remedy: unreachableRemedies() };
    case 'proxy-timeout':
      return {
        remedy: proxyTimeoutRemedies(finding.measures.lateAnswerSeconds ?? null, waitSeconds, gateway),
      };
    case 'proxy-gave-up':
      // One wait alone is no limit: the client may have left.
      return { remedy: proxyTimeoutRemedies(finding.measures.lateAnswerSeconds ?? null, null, gateway) };
    case 'accept-queue-overflow':
      return { remedy: acceptQueueRemedies(product) };
    case 'foreign-reset':
      return { remedy: foreignResetRemedies() };
    case 'tunnel-dropped':
      return { remedy: tunnelRemedies(gateway, finding.measures.idleSeconds) };
    case 'response-lost-to-reset':
      return { remedy: unreadRequestRemedies(product) };
    default:
      return {};
  }
}

function idleRace(
  finding: Finding,
  { timers, idle, tally }: Context,
  said: Product | null,
): Partial<Explained> {
  const { server, client } = finding.connection;
  const gatewayHost = hostOf(client);
  const upstream = timers.find((timer) => timer.side === 'upstream' && timer.endpoint === server) ?? null;
  const gateway = timers.find((timer) => timer.side === 'gateway' && timer.endpoint === gatewayHost) ?? null;
  const age = finding.measures.idleSeconds;
  const upstreamIdleSeconds = upstream?.seconds ?? age;
  return {
    cause: idleCause(finding, upstream, idle.longestReuse(server)),
    remedy: keepAliveRaceRemedies({
      upstreamIdleSeconds,
      gatewayIdleSeconds: gateway?.seconds ?? null,
      upstreamProduct: said,
      gatewayProduct: gatewayNamed(gatewayHost, tally),
    }),
  };
}

function idleCause(finding: Finding, timer: Timer | null, longestReuse: number | null): Cause | null {
  const age = finding.measures.idleSeconds;
  if (age === null) return null;
  const because = [`this connection had been idle for ${age.toFixed(3)} s`];
  if (longestReuse !== null)
    because.push(`connections to it are reused after up to ${longestReuse.toFixed(3)} s`);
  if (timer?.seconds == null || timer.spreadSeconds === null) {
    return { name: `upstream closed after ${age.toFixed(2)} s idle`, confidence: 'possible', because };
  }
  const [least, most] = timer.spreadSeconds;
  because.unshift(
    `${timer.samples} idle connections were closed at ${least.toFixed(3)} to ${most.toFixed(3)} s`,
  );
  const fits = age >= least - 0.2 && age <= most + 0.2;
  const who = timer.product === null ? '' : ` (likely ${timer.product})`;
  return {
    name: fits
      ? `upstream idle limit ${timer.seconds.toFixed(2)} s${who}`
      : 'upstream closed outside its idle limit',
    confidence: fits && timer.samples >= 3 ? 'likely' : 'possible',
    because,
  };
}

function forgotten(
  idleSeconds: number | null,
  gateway: Product | null,
  reaction: 'reset' | 'silence',
): Partial<Explained> {
  if (idleSeconds === null) return {};
  const box = likelyMiddlebox(idleSeconds, reaction)[0];
  return {
    cause:
      box === undefined
        ? null
        : {
            name: `${box.name}, ${box.seconds} s idle limit`,
            confidence: box.confidence,
            because: [...box.because],
          },
    remedy: middleboxRemedies(idleSeconds, gateway, reaction),
  };
}

function restarted(product: Product | null): Partial<Explained> {
  return {
    cause: {
      name: 'the upstream process ended and closed its idle connections',
      confidence: 'likely',
      because: ['several idle connections were closed at once, at different ages'],
    },
    remedy: restartRemedies({ gatewayIdleSeconds: null, upstreamProduct: product }),
  };
}

function processGone(product: Product | null): Partial<Explained> {
  const because = ['other connections of it were closed, or new ones refused, around the same time'];
  const { remedy = [] } = restarted(product);
  return { cause: { name: 'the upstream process went away', confidence: 'likely', because }, remedy };
}

/** An upstream that answered requests in this capture is no wrong address. */
function servedBefore({ connection }: Finding, { tally }: Context): boolean {
  return (tally.upstreams.get(connection.server)?.requests ?? 0) > 0;
}

function closedEarly(finding: Finding, waits: WaitLimit | null, product: Product | null): Partial<Explained> {
  if (finding.manner === 'process-gone') return processGone(product);
  if (finding.manner === 'instant') {
    return {
      cause: {
        name: 'crash, panic or abort while handling the request',
        confidence: 'possible',
        because: ['closed within milliseconds of the request: no timer is that short'],
      },
      remedy: panicRemedies(product),
    };
  }
  const wait = finding.measures.waitSeconds;
  if (wait !== null && wait < SHORTEST_LIMIT_SECONDS) {
    const because = [`closed ${wait.toFixed(2)} s after the request: hardly any time limit is that short`];
    return {
      cause: { name: 'crash, abort or kill while handling the request', confidence: 'possible', because },
      remedy: panicRemedies(product),
    };
  }
  const limit = waits?.seconds ?? null;
  return {
    manner: limit === null ? finding.manner : 'timer',
    cause: waits === null ? null : waitCause(waits, product),
    remedy: writeTimeoutRemedies({
      limitSeconds: limit,
      longestWaitSeconds: waits?.longest ?? wait,
      style: waits?.style ?? null,
      upstreamProduct: product,
    }),
  };
}

function waitCause(waits: WaitLimit, product: Product | null): Cause {
  const [shortest, longest] = [waits.shortest.toFixed(2), waits.longest.toFixed(2)];
  const range = shortest === longest ? `${shortest} s` : `${shortest} to ${longest} s`;
  const counted = waits.samples === 1 ? '1 request was' : `${waits.samples} requests were`;
  const because = [`${counted} closed without an answer after ${range}`];
  if (waits.style === 'first-write')
    because.push('the waits differ: the limit acts when the handler first writes (Go)');
  if (waits.style === 'kill') because.push('the waits are equal: the limit itself ends the work');
  const who = product === null ? '' : ` of ${productName(product)}`;
  return {
    name: waits.seconds === null ? `a time limit${who}` : `a time limit${who} of about ${waits.seconds} s`,
    confidence: 'possible',
    because,
  };
}
