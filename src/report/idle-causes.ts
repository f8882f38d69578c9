/** What ended or forgot a connection while it was idle: the upstream's own limit, that of a box on the path, or a reboot. */
import { hostOf } from '../flow/addresses.ts';
import { likelyMiddlebox } from '../knowledge/idle-timeouts.ts';
import type { Product } from '../knowledge/product.ts';
import { forgottenRemedies, keepAliveRaceRemedies, lostStateRemedies } from '../knowledge/remedies.ts';
import type { Cause, Context, Explained } from './explained.ts';
import { gatewayNamed } from './products.ts';
import type { Finding, Timer } from './schema.ts';

/** The upstream closed a connection that was not in use. */
export function idleRace(
  finding: Finding,
  { timers, idle, tally }: Context,
  said: Product | null,
): Explained {
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

/** Something between the two ends knows nothing of the connection any more. */
export function forgotten(
  finding: Finding,
  { idle }: Context,
  gateway: Product | null,
  reaction: 'reset' | 'silence',
): Explained {
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
