/** A verdict as the report prints it. */
import type { ProtocolName } from '../app/protocol.ts';
import type { Case } from '../clusters/case.ts';
import type { Verdict } from '../detect/finding.ts';
import { type Evidence, FAMILIES } from '../detect/finding.ts';
import { kindOf } from '../detect/registry.ts';
import { flat } from '../flat.ts';
import { logLines } from '../knowledge/log-lines.ts';
import type { Spoken } from '../knowledge/log-table.ts';
import { formatTime, toSeconds } from '../time.ts';
import { onLeg } from '../timeline/leg.ts';
import { withoutQuery } from '../timeline/target.ts';
import { shortHash } from './hash.ts';
import type { Finding } from './schema.ts';

/** Where a frame of the capture lies: the file, and its number there. */
export type FrameLocator = (frame: number) => { readonly capture: string; readonly frame: number };

/** Request targets keep their queries only where `queries` says so. */
export function toFinding(one: Case, locate: FrameLocator, queries: boolean): Finding {
  const { verdict, clock, client, server, index, family, roleEvidence, firstFrame } = one;
  const place = locate(verdict.frame);
  const at = elsewhere(locate, place.capture);
  const tuples = flat(tupleFilter(client, server));
  return {
    id: shortHash(`${one.kindAlone}|${one.identity}`, 10),
    kind: verdict.kind,
    family,
    manner: verdict.manner,
    severity: verdict.severity,
    confidence: verdict.confidence,
    owner: verdict.owner,
    // A note tells its own name: nothing failed, so the family's would say too much.
    title: verdict.severity === 'note' ? nameOf(one) : FAMILIES[family],
    explanation: verdict.explanation,
    time: formatTime(clock, verdict.time),
    capture: place.capture,
    connection: { index, client, server, roleEvidence, firstFrame },
    ...(one.leg === undefined ? {} : { leg: one.leg }),
    request: toRequest(one, at, queries),
    requestsFailed: verdict.requestsFailed,
    executed: verdict.executed,
    proof: verdict.proof,
    ...toProof(verdict.proofFrame, at),
    masked: one.masked === null ? null : { ...one.masked, ...at(one.masked.frame) },
    evidence: verdict.evidence.map((told) => toEvidence(told, at(told.frame))),
    excluded: [...verdict.excluded],
    measures: {
      idleSeconds: seconds(verdict.idle),
      rttSeconds: seconds(one.roundTrip),
      waitSeconds: seconds(verdict.wait),
      bytesMissing: verdict.bytesMissing,
      ...(verdict.lateAnswer === null ? {} : { lateAnswerSeconds: toSeconds(verdict.lateAnswer) }),
    },
    cause: null,
    remedy: [],
    logs: logLines(verdict.kind, verdict.manner, endOf(verdict), spoken(one.protocol)),
    // Behind the first file of a set the stream's number is not that of the file.
    displayFilter: place.frame === verdict.frame ? flat(`tcp.stream eq ${index}`) : tuples,
    tupleFilter: tuples,
  };
}

/** The leg before a gateway has another answering end than the one that the name of the kind speaks of. */
function nameOf({ verdict: { kind }, family, leg }: Case): string {
  const name = kindOf(kind)?.title ?? FAMILIES[family];
  return kind === 'upstream-error-response' ? onLeg(name, leg) : name;
}

/** Number and file of a frame; the file only where it is not `own`, the finding's. */
type Placed = (frame: number) => { readonly frame: number; readonly capture?: string };

function elsewhere(locate: FrameLocator, own: string): Placed {
  return (at) => {
    const { frame, capture } = locate(at);
    return capture === own ? { frame } : { frame, capture };
  };
}

/** What lies in the first file of a capture is told as it is. */
function toEvidence(told: Evidence, place: ReturnType<Placed>): Finding['evidence'][number] {
  return place.frame === told.frame ? told : { ...told, ...place };
}

function toProof(proofFrame: number | null, at: Placed): Pick<Finding, 'proofFrame' | 'proofCapture'> {
  if (proofFrame === null) return { proofFrame };
  const { frame, capture } = at(proofFrame);
  return capture === undefined ? { proofFrame: frame } : { proofFrame: frame, proofCapture: capture };
}

function toRequest({ verdict, clock, proxiedFor }: Case, at: Placed, queries: boolean): Finding['request'] {
  const { exchange } = verdict;
  if (exchange === null || exchange.request === null) return null;
  const { method, target, host, id, start } = exchange.request;
  return {
    number: exchange.number,
    method,
    target: target === null || queries ? target : withoutQuery(target),
    host,
    id,
    ...at(start.frame),
    time: formatTime(clock, start.time),
    ...(proxiedFor === null ? {} : { clientAddress: proxiedFor }),
  };
}

function seconds(duration: number | null): number | null {
  return duration === null ? null : toSeconds(duration);
}

/** A Wireshark filter that finds the connection in any capture, by addresses and ports. */
function tupleFilter(client: string, server: string): string {
  return [client, server]
    .map((endpoint) => {
      const colon = endpoint.lastIndexOf(':');
      const address = endpoint.slice(0, colon).replace(/^\[|\]$/g, '');
      const field = address.includes(':') ? 'ipv6.addr' : 'ip.addr';
      return `${field} == ${address} && tcp.port == ${endpoint.slice(colon + 1)}`;
    })
    .join(' && ');
}

/** What its upstream's own log lines go by; under TLS there is HTTP, for all that shows. */
function spoken(protocol: ProtocolName): Spoken {
  if (protocol === 'fastcgi') return 'fastcgi';
  return protocol === 'http/1' || protocol === 'http/2' || protocol === 'tls' ? 'http' : 'other';
}

/** Whether a FIN or a reset ended it; null where neither decided. */
function endOf({ evidence, frame, manner }: Verdict): 'fin' | 'rst' | null {
  const decisive = evidence.find((one) => one.frame === frame)?.role;
  // A tunnel's verdict tells by its manner.
  const end = decisive === 'close' ? manner : decisive;
  if (end === 'fin') return 'fin';
  return end === 'reset' ? 'rst' : null;
}
