/** A verdict as the report prints it. */
import { timelineKey } from '../analysis.ts';
import type { Verdict } from '../detect/finding.ts';
import { FAMILIES } from '../detect/finding.ts';
import { kindOf } from '../detect/registry.ts';
import { logLines } from '../knowledge/log-lines.ts';
import { formatTime, toSeconds } from '../time.ts';
import type { Timeline } from '../timeline/schema.ts';
import { shortHash } from './hash.ts';
import type { Finding } from './schema.ts';

/** Where a frame of the capture lies: the file, and its number there. */
export type FrameLocator = (frame: number) => { readonly capture: string; readonly frame: number };

/** `identity` names the connection wherever it was captured: its endpoints and initial sequence numbers. */
export function toFinding(
  verdict: Verdict,
  timeline: Timeline,
  identity: string,
  locate: FrameLocator,
): Finding {
  const about = kindOf(verdict.kind);
  const place = locate(verdict.frame);
  const { client, server, clock, index } = timeline;
  const request = verdict.exchange?.request ?? null;
  const family = about?.family ?? 'closed-without-answer';
  return {
    id: shortHash(`${verdict.kind}|${identity}`, 10),
    kind: verdict.kind,
    family,
    manner: verdict.manner,
    severity: verdict.severity,
    confidence: verdict.confidence,
    owner: verdict.owner,
    title: FAMILIES[family],
    explanation: verdict.explanation,
    time: formatTime(clock, verdict.time),
    capture: place.capture,
    connection: { index, client: client.address, server: server.address },
    request:
      request === null || verdict.exchange === null
        ? null
        : {
            number: verdict.exchange.number,
            method: request.method,
            target: withoutQuery(request.target),
            host: request.host,
            id: request.id,
            frame: locate(request.start.frame).frame,
            time: formatTime(clock, request.start.time),
          },
    executed: verdict.executed,
    proof: verdict.proof,
    proofFrame: verdict.proofFrame === null ? null : locate(verdict.proofFrame).frame,
    masked: null,
    evidence: verdict.evidence.map(({ frame, role, text, level }) => {
      const at = locate(frame);
      return {
        frame: at.frame,
        role,
        text,
        level,
        ...(at.capture === place.capture ? {} : { capture: at.capture }),
      };
    }),
    excluded: verdict.excluded.map(({ kind, why }) => ({ kind, why })),
    measures: {
      idleSeconds: verdict.idle === null ? null : toSeconds(verdict.idle),
      rttSeconds: roundTrip(timeline),
      waitSeconds: verdict.wait === null ? null : toSeconds(verdict.wait),
      bytesMissing: verdict.bytesMissing,
    },
    cause: null,
    remedy: [],
    logs: logLines(verdict.kind, verdict.manner),
    displayFilter: `tcp.stream eq ${index}`,
    tupleFilter: tupleFilter(client.address, server.address),
  };
}

/** The timeline that draws a finding. */
export function timelineOf(finding: Finding): string {
  return timelineKey(finding.capture, finding.connection.index);
}

/** Query strings carry secrets: they leave the program only when asked for. */
function withoutQuery(target: string | null): string | null {
  return target === null ? null : (target.split(/[?#]/, 1)[0] as string);
}

function roundTrip({ distance }: Timeline): number | null {
  if (distance.client === null && distance.server === null) return null;
  return toSeconds(2 * ((distance.client ?? 0) + (distance.server ?? 0)));
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
