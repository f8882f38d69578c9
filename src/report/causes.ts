/** Which timer or event stands behind each finding, and what to change. Facts come from the captures, names from knowledge/. */
import { hostOf } from '../flow/addresses.ts';
import { likelyMiddlebox } from '../knowledge/idle-timeouts.ts';
import { likelyLines, limitLines } from '../knowledge/log-lines.ts';
import type { Product } from '../knowledge/product.ts';
import {
  acceptQueueRemedies,
  connectTimeoutRemedies,
  findLostPackets,
  foreignResetRemedies,
  forgottenRemedies,
  gaveUpRemedies,
  goawayRemedies,
  keepAliveRaceRemedies,
  lostStateRemedies,
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
import type { IdleSamples } from '../timers/idle.ts';
import type { WaitLimit } from '../timers/waits.ts';
import { closedEarly, cutShort, type Limits } from './early-closes.ts';
import { longestAnswerSeconds, waitsByServer } from './limits.ts';
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
  const waits = waitsByServer(findings, context.tally);
  const remedies = new Shared<Finding['remedy']>();
  const lines = new Shared<string[]>();
  return findings.map((finding) => {
    const { client, server } = finding.connection;
    const product = upstreamNamed(server, context.tally);
    const gateway = gatewayNamed(hostOf(client), context.tally);
    const explained = explain(finding, context, waits.get(server) ?? null);
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
function ownLines({ kind }: Finding, { manner }: Partial<Explained>, product: Product | null): string[] {
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

function explain(finding: Finding, context: Context, waits: WaitLimit | null): Partial<Explained> {
  const product = upstreamNamed(finding.connection.server, context.tally);
  const gateway = gatewayNamed(hostOf(finding.connection.client), context.tally);
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
  finding: Finding,
  { idle }: Context,
  gateway: Product | null,
  reaction: 'reset' | 'silence',
): Partial<Explained> {
  const { idleSeconds } = finding.measures;
  if (idleSeconds === null) return {};
  const survived = idle.longestSurvival(finding.connection.server);
  // A connection that was idle for longer and still alive: no idle limit forgot this one.
  const lostAtOnce = survived !== null && survived > idleSeconds;
  return {
    cause: lostAtOnce ? lostCause(idleSeconds, survived) : boxCause(idleSeconds, survived, reaction),
    remedy: lostAtOnce ? lostStateRemedies() : forgottenRemedies(idleSeconds, gateway, reaction),
  };
}

function lostCause(idleSeconds: number, survived: number): Cause {
  const because = [
    `idle for ${idleSeconds.toFixed(2)} s, and others were answered after ${survived.toFixed(2)} s: no idle limit`,
  ];
  return {
    name: 'a reboot, or a box on the path that lost its connections',
    confidence: 'possible',
    because,
  };
}

function boxCause(idleSeconds: number, survived: number | null, reaction: 'reset' | 'silence'): Cause {
  const [box] = likelyMiddlebox(idleSeconds, reaction);
  if (box !== undefined)
    return {
      name: `${box.name}, ${box.seconds} s idle limit`,
      confidence: box.confidence,
      because: [...box.because],
    };
  const because = [`gone after ${idleSeconds.toFixed(2)} s idle`];
  if (survived !== null) because.push(`still there after ${survived.toFixed(2)} s`);
  const name =
    reaction === 'silence'
      ? 'a box on the path forgot the connection'
      : 'a reboot, or a box on the path that forgot the connection';
  return { name, confidence: 'possible', because };
}

function restarted(manner: string | null, product: Product | null): Partial<Explained> {
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

function processGone(product: Product | null): Partial<Explained> {
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
