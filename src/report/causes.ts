/** Which timer or event stands behind each finding, and what to change. Facts come from the captures, names from knowledge/. */
import { hostOf } from '../flow/addresses.ts';
import { likelyLines, limitLines } from '../knowledge/log-lines.ts';
import type { Product } from '../knowledge/product.ts';
import {
  acceptQueueRemedies,
  connectTimeoutRemedies,
  findLostPackets,
  foreignResetRemedies,
  gaveUpRemedies,
  goawayRemedies,
  panicRemedies,
  partialHeadRemedies,
  processGoneRemedies,
  proxyTimeoutRemedies,
  type Remedy,
  refusedRemedies,
  resetOnAcceptRemedies,
  restartRemedies,
  tunnelRemedies,
  unreachableRemedies,
  unreadRequestRemedies,
} from '../knowledge/remedies.ts';
import type { Tally } from '../result.ts';
import type { WaitLimit } from '../timers/waits.ts';
import { closedEarly, cutShort, type Limits } from './early-closes.ts';
import type { Context, Explained } from './explained.ts';
import { forgotten, idleRace } from './idle-causes.ts';
import { longestAnswerSeconds, waitsByServer } from './limits.ts';
import { gatewayNamed, upstreamNamed } from './products.ts';
import type { Finding } from './schema.ts';

/** The findings with cause and remedy filled in. */
export function explainCauses(findings: readonly Finding[], context: Context): Finding[] {
  const waits = waitsByServer(findings, context.tally);
  const remedies = new Shared<Finding['remedy']>();
  const lines = new Shared<string[]>();
  return findings.map((finding) => {
    const { client, server } = finding.connection;
    const product = upstreamNamed(server, context.tally);
    const gateway = gatewayNamed(hostOf(client), context.tally);
    const explained = explain(finding, context, { waits: waits.get(server) ?? null, product, gateway });
    return {
      ...finding,
      ...explained,
      logs: lines.one(
        likelyLines([...ownLines(finding, explained, product), ...finding.logs], product, gateway),
      ),
      remedy: remedies.one(explained.remedy ?? finding.remedy),
    };
  });
}

/** That it was the upstream's own limit only the other waits have told. */
function ownLines({ kind }: Finding, { manner }: Explained, product: Product | null): string[] {
  return manner === 'timer' && product !== null ? limitLines(kind, product) : [];
}

/** Of values that say the same, the first: thousands of findings have one remedy. */
class Shared<Value> {
  private readonly known = new Map<string, Value>();

  one(value: Value): Value {
    const name = JSON.stringify(value);
    const known = this.known.get(name);
    if (known === undefined) this.known.set(name, value);
    return known ?? value;
  }
}

/** What is known of the two ends of a finding's connection. */
interface Ends {
  readonly waits: WaitLimit | null;
  readonly product: Product | null;
  readonly gateway: Product | null;
}

function explain(finding: Finding, context: Context, { waits, product, gateway }: Ends): Explained {
  switch (finding.kind) {
    case 'fin-during-request':
    case 'late-reuse':
      return idleRace(finding, context, product);
    case 'rst-after-idle':
      return finding.manner === 'answers-request'
        ? forgotten(finding, context, gateway, 'reset')
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
      return forgotten(finding, context, gateway, 'silence');
    case 'premature-close-before-headers':
      return finding.manner === 'process-gone'
        ? processGone(product)
        : closedEarly(finding, limitsOf(finding, context.tally, waits), product);
    case 'truncated-response':
      return cutShort(finding, limitsOf(finding, context.tally, waits), product);
    case 'reset-with-unread-request':
      return finding.manner === 'process-gone'
        ? processGone(product)
        : { remedy: unreadRequestRemedies(product) };
    case 'closed-during-upload':
      return { remedy: unreadRequestRemedies(product) };
    case 'restart-race':
      return restarted(finding.manner, product);
    case 'connect-refused':
      return { remedy: refusedRemedies(whyRefused(finding, context)) };
    case 'connect-timeout':
      return { remedy: connectTimeoutRemedies(gateway) };
    case 'connect-unreachable':
      return { remedy: unreachableRemedies() };
    case 'proxy-timeout':
    case 'proxy-gave-up':
      return { remedy: leftEarly(finding, gateway) };
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

function leftEarly({ kind, manner, measures }: Finding, gatewayProduct: Product | null): Remedy[] {
  const { waitSeconds, lateAnswerSeconds: lateResponseSeconds = null } = measures;
  if (kind === 'proxy-timeout' && manner === 'answer-lost') return [findLostPackets()];
  return kind === 'proxy-timeout'
    ? proxyTimeoutRemedies(lateResponseSeconds, waitSeconds, gatewayProduct)
    : gaveUpRemedies({ manner, lateResponseSeconds, waitSeconds, gatewayProduct });
}

function restarted(manner: string | null, product: Product | null): Explained {
  const because =
    manner === 'burst'
      ? 'several idle connections were closed at once, at different ages'
      : 'connections were refused right after, and none was accepted in between';
  return {
    cause: {
      name: 'the upstream process ended and closed its idle connections',
      confidence: 'likely',
      because: [because],
    },
    remedy: restartRemedies({ gatewayIdleSeconds: null, upstreamProduct: product }),
  };
}

function processGone(product: Product | null): Explained {
  const because = ['other connections of it were closed, or new ones refused, around the same time'];
  return {
    cause: { name: 'the upstream process went away', confidence: 'likely', because },
    remedy: processGoneRemedies(product),
  };
}

/** An upstream that answered requests in this capture is no wrong address. */
function whyRefused({ connection, owner }: Finding, { tally }: Context): 'rollout' | 'gone' | 'absent' {
  if (owner === 'rollout') return 'rollout';
  return (tally.upstreams.get(connection.server)?.requests ?? 0) > 0 ? 'gone' : 'absent';
}

function limitsOf({ connection }: Finding, tally: Tally, waits: WaitLimit | null): Limits {
  return { waits, longestAnswerSeconds: longestAnswerSeconds(connection.server, tally) };
}
