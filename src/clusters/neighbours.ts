/** All that a capture's connections tell about each other, collected while they end and asked when all have ended. */
import type { RequestRecord, ResponseRecord } from '../app/records.ts';
import { hostOf } from '../flow/addresses.ts';
import type { Nanoseconds } from '../time.ts';
import { lacksPackets } from '../timeline/losses.ts';
import type { Timeline } from '../timeline/schema.ts';
import { AnsweredRequests } from './answered.ts';
import type { Case } from './case.ts';
import { applyCaveats, type CaptureLimits } from './caveats.ts';
import { CloseKind, type ConnectionSpan, ConnectionSpans } from './closes.ts';
import { explainErrors } from './errors.ts';
import { GatewayNames } from './gateway-names.ts';
import { explainGivingUp } from './gateways.ts';
import { CasesByRequest, markPassedOn } from './legs.ts';
import { keepRetries, markMasked } from './masking.ts';
import { markRestarts } from './restarts.ts';
import { markTranslated } from './translations.ts';

/** Answers with a gateway's status looked into; further ones tell nothing new. */
const MAX_ERRORS = 1000;

export class Neighbours {
  private readonly answered = new AnsweredRequests();
  private readonly errors: Case[] = [];
  private readonly spans = new ConnectionSpans();
  private readonly gateways = new GatewayNames();
  private lacking = 0;

  /** A request was answered; `sender` and `server` are numbers of hosts. */
  takeAnswer(
    sender: number,
    server: number,
    connection: number,
    request: RequestRecord,
    response: ResponseRecord,
  ): void {
    if (request.key !== 0) this.answered.add(sender, server, connection, request, response);
  }

  /** An answer 502, 503 or 504. */
  takeError(error: Case): void {
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push(error);
    keepRetries(error, this.answered);
  }

  /** A verdict was given; what may change it later is kept from now on. */
  takeCase(one: Case): void {
    keepRetries(one, this.answered);
  }

  /** A connection ended, or the capture did. */
  takeConnection(timeline: Timeline, serverHost: number): void {
    this.gateways.note(serverHost, timeline.serverProduct);
    this.spans.add(timeline.server.address, spanOf(timeline));
    if (lacksPackets(timeline)) this.lacking++;
  }

  /** A SYN at `time` that nothing followed. */
  takeUnanswered(upstream: string, time: Nanoseconds): void {
    const ended = Number.POSITIVE_INFINITY;
    this.spans.add(upstream, { opened: time, ended, kind: CloseKind.OTHER, age: Number.NaN });
  }

  /** Whether a host, by its number, was seen to send what it is asked on. Two that seem to do so for each other only get the same requests. */
  isGateway(host: number): boolean {
    const way = this.answered.wayOn(host);
    return way !== null && !way.servers.some((server) => this.answered.wayOn(server)?.servers.includes(host));
  }

  /** What the gateways of these cases sign their answers with, by address. */
  gatewaysOf(cases: readonly Case[]): Map<string, string> {
    const names = this.gateways.bySender(this.answered);
    const signed = cases.flatMap(({ client, wanted }): [string, string][] => {
      const name = names.get(wanted.sender);
      return name === undefined ? [] : [[hostOf(client), name]];
    });
    return new Map(signed);
  }

  /**
   * Changes the verdicts by what the neighbours tell, and adds those that only neighbours can give.
   *
   * @returns when upstreams' processes ended, by their address
   */
  apply(cases: Case[], limits: Omit<CaptureLimits, 'lacking'>): ReadonlyMap<string, readonly Nanoseconds[]> {
    markTranslated(cases);
    const restarts = markRestarts(cases, this.spans);
    const byRequest = new CasesByRequest(cases);
    explainGivingUp(cases, byRequest, this.answered);
    markPassedOn(cases, byRequest);
    markMasked(cases, this.answered);
    applyCaveats(cases, { ...limits, lacking: this.lacking });
    cases.push(...explainErrors(this.errors, cases, this.answered));
    return restarts;
  }
}

function spanOf(timeline: Timeline): ConnectionSpan {
  const { client, server, exchanges, closedBy } = timeline;
  const refused = server.syn === null && client.syn !== null && server.resets.length > 0;
  if (refused)
    return {
      opened: timeline.firstTime,
      ended: timeline.firstTime,
      kind: CloseKind.REFUSED,
      age: Number.NaN,
    };
  const end = server.fin ?? server.resets[0] ?? client.fin ?? client.resets[0] ?? null;
  if (server.fin === null || closedBy !== 'server') {
    const ended = end?.time ?? Number.POSITIVE_INFINITY;
    return { opened: timeline.firstTime, ended, kind: CloseKind.OTHER, age: Number.NaN };
  }
  const { fin } = server;
  const next = exchanges.find(({ request, response }) => request !== null && response === null);
  const outstanding = next?.request != null && (fin.ack ?? 0) > next.request.start.seq;
  const last = exchanges.findLast(({ response }) => response?.endTime != null);
  return {
    opened: timeline.firstTime,
    ended: fin.time,
    kind: outstanding || last?.lastByAgreement ? CloseKind.OTHER : CloseKind.IDLE,
    age: last?.response?.endTime == null ? Number.NaN : fin.time - last.response.endTime,
  };
}
