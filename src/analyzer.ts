/**
 * One capture from bytes to findings. Push-driven: `beginFile`, `feed` any chunks, `endFile`, again for the next
 * file of a rotated set, then `finish`. Chunk boundaries never matter.
 */
import { type AnalyzeOptions, timelineKey } from './analysis.ts';
import type { RequestRecord, ResponseRecord } from './app/records.ts';
import type { RawFrame } from './capture/frame.ts';
import { CaptureReader } from './capture/reader.ts';
import type { CaptureFile } from './capture-file.ts';
import { CaptureSet } from './capture-set.ts';
import { type Case, type Hosts, toCase } from './clusters/case.ts';
import { errorCase, isGatewayStatus } from './clusters/errors.ts';
import { Neighbours } from './clusters/neighbours.ts';
import { Paths } from './clusters/paths.ts';
import { ConnectionList } from './connection-list.ts';
import { Connections } from './connections.ts';
import type { Conversation } from './conversation.ts';
import { Counter } from './counter.ts';
import { Decoded, Decoder } from './decode/decode.ts';
import type { Verdict } from './detect/finding.ts';
import { classify } from './detect/harmless.ts';
import { judge } from './detect/registry.ts';
import { readSituation } from './detect/situation.ts';
import { RoleCheck } from './flow/role-check.ts';
import { clientByName } from './flow/roles.ts';
import { FlowTable } from './flow/table.ts';
import { UnresolvedAddresses } from './flow/unresolved.ts';
import type { LoneSyn } from './lone-syn.ts';
import { remarksOn } from './remarks.ts';
import { type FrameLocator, toFinding } from './report/finding.ts';
import type { Capture, Finding } from './report/schema.ts';
import { type CaptureResult, increment } from './result.ts';
import type { TcpConnection } from './tcp/connection.ts';
import { type CaptureClock, sinceStart } from './time.ts';
import type { Timeline } from './timeline/schema.ts';
import type { TimelineView } from './timeline/view.ts';
import { IdleSamples } from './timers/idle.ts';

const DEFAULT_MAX_TIMELINES = 500;
const SYN = 2;
const SYN_ACK = 18;
/** Findings listed with their evidence, about 2 KB each; further ones are only counted. */
const MAX_FINDINGS = 20_000;
/** Of listed connections, those that ended and whose stragglers still count. */
const MAX_KEPT_ENDED = 16_384;

export class Analyzer {
  private readonly flows = new FlowTable();
  private readonly decoder = new Decoder();
  private readonly open: Connections;
  private readonly files = new CaptureSet();
  private readonly captures: Capture[] = [];
  private readonly cases: Case[] = [];
  private readonly neighbours = new Neighbours();
  private readonly paths = new Paths();
  private readonly listed: ConnectionList;
  private readonly timelines = new Map<string, Timeline>();
  private readonly counter = new Counter();
  private readonly idle = new IdleSamples();
  private readonly drawn: ReadonlySet<number>;
  private readonly roles: RoleCheck;
  private readonly locate: FrameLocator = (frame) => this.files.place(frame);
  private clock: CaptureClock | null = null;
  private reader: CaptureReader | null = null;
  private frames = 0;
  private duplicatesBefore = 0;
  private lastTime = 0;
  /** Packets that the capturing program lost; null where no file says. */
  private dropped: number | null = null;
  private readonly asked = new UnresolvedAddresses();
  private findingsLeftOut = 0;

  constructor(private readonly options: AnalyzeOptions = {}) {
    this.drawn = new Set(options.draw);
    this.roles = new RoleCheck(options);
    this.listed = new ConnectionList(options.maxConnections);
    this.open = new Connections(this.flows, {
      drawn: this.drawn,
      // Of more than are listed none is.
      keepEnded: options.connections ? Math.min(options.maxConnections ?? Infinity, MAX_KEPT_ENDED) : 0,
      clientByName: clientByName(options),
      onAnswered: (connection, request, response) => this.takeAnswer(connection, request, response),
      onOver: (conversation) => this.close(conversation),
      onUnanswered: (lone) => this.count(lone),
    });
  }

  /** Starts a file; `name` is how the report calls it. */
  beginFile(name: string): void {
    const file = this.files.begin(name, this.frames);
    this.reader = new CaptureReader(
      (frame) => this.takeFrame(frame, file),
      (issue) => file.addIssue(issue),
    );
  }

  /** The next bytes of the current file, decompressed. The buffer may be reused after the call. Throws `CaptureError`. */
  feed(chunk: Uint8Array): void {
    const file = this.files.current;
    if (this.reader === null || file === null) throw new Error('feed() outside beginFile() and endFile()');
    file.bytesFed += chunk.length;
    this.reader.feed(chunk);
  }

  /** Ends the current file. `sha256` and `bytes` describe the file as it lies on disk. Throws `CaptureError`. */
  endFile(disk: { sha256?: string; bytes?: number } = {}): void {
    const file = this.files.current;
    if (this.reader === null || file === null) throw new Error('endFile() without beginFile()');
    this.reader.end();
    file.duplicates = this.open.duplicates - this.duplicatesBefore;
    this.duplicatesBefore = this.open.duplicates;
    this.lastTime = Math.max(this.lastTime, file.lastTime);
    const { droppedPackets, endTime } = this.reader;
    if (endTime !== null && this.clock !== null)
      this.lastTime = Math.max(this.lastTime, sinceStart(this.clock, endTime.seconds, endTime.nanoseconds));
    if (droppedPackets !== null) this.dropped = (this.dropped ?? 0) + droppedPackets;
    this.files.end(file);
    this.captures.push(file.facts(this.reader, this.clock, disk));
    this.reader = null;
  }

  /** Packets so far. */
  get packets(): number {
    return this.frames;
  }

  /**
   * What was found so far, from the `from`-th finding on, as one connection alone tells it: `finish` asks the neighbours, and may
   * tell it otherwise.
   */
  found(from: number): Finding[] {
    return this.cases.slice(from).map((one) => toFinding(one, this.locate, this.options.queries === true));
  }

  /** Judges every connection that is still there. Nothing may be fed afterwards. */
  finish(): CaptureResult {
    this.open.finish();
    this.reportRemarks();
    const restarts = this.neighbours.apply(this.cases, {
      end: this.lastTime,
      dropped: this.dropped,
      idleLimits: this.idle.limits(),
    });
    this.idle.leaveOut(restarts);
    this.cases.sort((a, b) => a.verdict.time - b.verdict.time || a.index - b.index);
    for (const [key, timeline] of this.timelines) this.timelines.set(key, this.paths.measured(timeline));
    const gateways = this.neighbours.gatewaysOf(this.cases);
    for (const upstream of this.counter.tally.upstreams.values())
      upstream.isGateway = this.neighbours.isGateway(upstream.host);
    return {
      captures: this.captures,
      findings: this.toFindings(),
      connections: this.listed.inOrder(),
      timelines: this.timelines,
      tally: {
        ...this.counter.tally,
        gateways,
        packets: this.frames,
        connections: this.open.count,
      },
      idle: this.idle,
    };
  }

  /** Each case is let go as soon as it is told: both at once would be the most memory of all. */
  private toFindings(): Finding[] {
    const told: Finding[] = [];
    this.cases.reverse();
    for (let one = this.cases.pop(); one !== undefined; one = this.cases.pop())
      told.push(toFinding(one, this.locate, this.options.queries === true));
    return told;
  }

  private takeFrame(frame: RawFrame, file: CaptureFile): void {
    this.frames++;
    this.clock ??= { seconds: frame.seconds, nanoseconds: frame.nanoseconds };
    const time = sinceStart(this.clock, frame.seconds, frame.nanoseconds);
    if (time < file.firstTime) file.firstTime = time;
    if (time > file.lastTime) file.lastTime = time;
    const decoded = this.decoder.decode(frame);
    if (decoded === Decoded.SEGMENT) this.takeSegment(time, file);
    else if (decoded === Decoded.ICMP_ERROR) this.open.takeIcmp(this.decoder.icmp, this.frames, time);
    else if (decoded === Decoded.NEIGHBOR) this.asked.take(this.decoder.neighbor);
    else if (decoded === Decoded.UNKNOWN_LINK) {
      file.addUnknownLink(frame.linkType, this.frames - file.framesBefore);
    } else if (decoded === Decoded.UNDECODABLE) {
      const { issue } = this.decoder;
      file.addFrameIssue(issue.code, () => issue.text(), this.frames - file.framesBefore);
    }
  }

  private takeSegment(time: number, file: CaptureFile): void {
    this.counter.tally.tcpPackets++;
    const { segment } = this.decoder;
    if (segment.cut) file.cutPackets++;
    segment.frame = this.frames;
    segment.time = time;
    const conversation = this.open.take(segment);
    if (conversation === null || file.bothDirections) return;
    file.beyondSyns ||= (segment.flags & SYN_ACK) !== SYN;
    const [a, b] = conversation.tcp.endpoints;
    file.bothDirections = a.packets > 0 && b.packets > 0;
  }

  private takeAnswer(connection: TcpConnection, request: RequestRecord, response: ResponseRecord): void {
    const hosts = this.hostsOf(connection);
    const { sender, serverHost } = hosts;
    this.neighbours.takeAnswer(sender, serverHost, connection.index, request, response);
    if (!isGatewayStatus(response.status)) return;
    const { slot, clientSide } = connection;
    const client = this.flows.endpoint(slot, clientSide);
    const server = this.flows.endpoint(slot, (clientSide ^ 1) as 0 | 1);
    const ends = { client, server, clock: this.clock as CaptureClock, ...hosts };
    this.neighbours.takeError(errorCase(connection, ends, request, response));
  }

  private hostsOf({ slot, clientSide }: TcpConnection): Hosts {
    const serverHost = this.flows.host(slot, (clientSide ^ 1) as 0 | 1);
    return { sender: this.flows.host(slot, clientSide), serverHost };
  }

  private close(conversation: Conversation): void {
    const timeline = conversation.finish(this.flows, this.clock as CaptureClock);
    const situation = readSituation(timeline);
    const verdict = judge(situation);
    this.idle.take(timeline);
    const { serverHost } = this.hostsOf(conversation.tcp);
    this.neighbours.takeConnection(timeline, serverHost);
    this.paths.take(timeline);
    this.checkRoles(timeline);
    this.counter.take(timeline, serverHost);
    if (verdict !== null) this.tell(verdict, timeline, conversation);
    if (verdict === null || verdict.severity === 'note') this.counter.takeOutcome(classify(situation));
    if (verdict === null && this.drawn.has(timeline.index)) {
      this.keepTimeline(timeline.lastFrame, timeline);
    }
    if (this.options.connections) this.listed.take(timeline);
  }

  /** What `close` makes of a timeline with one SYN, without making it: no rule finds fault with it. */
  private count({ slot, sender, segment }: LoneSyn): void {
    const server = this.flows.endpoint(slot, (sender ^ 1) as 0 | 1);
    this.idle.takeClient(server, () => this.flows.endpoint(slot, sender));
    this.neighbours.takeUnanswered(server, segment.time);
    this.counter.takeUnanswered(server);
  }

  private checkRoles({ roleEvidence, client, server }: TimelineView): void {
    if (roleEvidence !== 'option' && roleEvidence !== 'port') this.roles.take(client.address, server.address);
  }

  private tell(verdict: Verdict, timeline: TimelineView, conversation: Conversation): void {
    if (this.cases.length >= MAX_FINDINGS) {
      this.findingsLeftOut++;
      increment(this.counter.tally.findings, verdict.kind);
      return;
    }
    const hosts = this.hostsOf(conversation.tcp);
    const one = toCase(verdict, timeline, conversation.numbers, hosts);
    this.cases.push(one);
    this.neighbours.takeCase(one);
    this.keepTimeline(verdict.frame, timeline);
  }

  private reportRemarks(): void {
    const last = this.captures.at(-1);
    if (last === undefined) return;
    const remarks = remarksOn({
      letGo: this.open.letGo,
      unresolved: this.asked.unresolved(),
      // Where no role rests on a name, a wrong one changes nothing.
      contradicted: this.counter.tally.roles.has('option') ? this.roles.contradicted() : [],
      incompleteDatagrams: this.decoder.incompleteDatagrams,
      connections: this.listed,
      findings: { most: MAX_FINDINGS, leftOut: this.findingsLeftOut },
    });
    this.captures[this.captures.length - 1] = { ...last, issues: [...last.issues, ...remarks] };
  }

  /** `frame` is the one that decides: the timeline is its file's. */
  private keepTimeline(frame: number, timeline: TimelineView): void {
    const full = this.timelines.size >= (this.options.maxTimelines ?? DEFAULT_MAX_TIMELINES);
    if (full && !this.drawn.has(timeline.index)) return;
    const told = this.files.counted(timeline, frame);
    this.timelines.set(timelineKey(told.capture, timeline.index), told.timeline);
  }
}
