/**
 * The connections that are being followed: from a segment to its conversation, from a conversation's end to its judgement.
 *
 * Memory follows what is open, not what was. A connection that ended is judged once it has been quiet for a while, and only
 * its number and first sequence numbers stay, so that stragglers don't look like a new one. Every table has a bound.
 */
import { type AnswerListener, Conversation, LoneSyn, type Place } from './conversation.ts';
import type { IcmpError } from './decode/icmp-error.ts';
import type { Segment } from './decode/segment.ts';
import type { ClientByName } from './flow/roles.ts';
import type { FlowTable } from './flow/table.ts';
import { Tombstones } from './flow/tombstones.ts';
import { Lingering } from './lingering.ts';
import { Queue } from './queue.ts';
import { HeldBudget } from './tcp/held-budget.ts';

/** Retransmissions, late resets and ignored resets come within this time after the end (nanoseconds of capture time). */
const LINGER_NS = 15e9;
/** Ended connections that wait to be judged; and where lists of connections count their stragglers. */
const MAX_ENDED = 2048;
const MAX_KEPT_ENDED = 16_384;
/** Those on which nothing can happen any more wait only for second copies of their last packets. */
const SETTLED_LINGER_NS = 0.2e9;
const MAX_SETTLED = 128;
/** Connections followed at once; beyond, quiet ones are let go. */
const MAX_OPEN = 65_536;
/** The newest connections, answered or not: a flood of SYNs is let go behind them. */
const MAX_HALF_OPEN = 8192;
/** A connection is not let go while it is this fresh, if others are older. */
const QUIET_NS = 30e9;
/** Fewer closed conversations than this are not worth a sweep. */
const LEAST_SWEEP = 1024;
/** Pairs of endpoints remembered, before those of connections that ended are forgotten. */
const MAX_SLOTS = 1 << 18;

/** Packets kept of a connection that is asked for by number: enough to draw it whole. */
const DRAWN_ROWS = 100_000;

interface ConnectionsOptions {
  /** Connections to be drawn whole. */
  readonly drawn: ReadonlySet<number>;
  /** Follow what ended as long as there is room, not only for a while: for lists of connections whose last packet counts. */
  readonly keepEnded: boolean;
  /** What the user says of roles; null where nothing. */
  readonly clientByName: ClientByName | null;
  readonly onAnswered: AnswerListener;
  /** No packet of this connection is expected any more. */
  readonly onOver: (conversation: Conversation) => void;
}

export class Connections {
  /** Connections so far: the next one's tcp.stream. */
  count = 0;
  /** Connections let go although they were open, because there were too many. */
  letGo = 0;
  /** Second copies of packets that the capture saw twice. */
  duplicates = 0;

  /** The connection now on each slot of the flow table. */
  private readonly current: (Conversation | undefined)[] = [];
  /** Connections of one SYN, by slot; they become conversations with their next packet, or when they are judged. */
  private readonly lone = new Map<number, LoneSyn>();
  private readonly room = new HeldBudget();
  private readonly tombstones = new Tombstones();
  private readonly ended: Lingering;
  private readonly settled: Lingering;
  private readonly halfOpen = new Queue<Place>();
  private readonly opened = new Queue<Place>();
  private live = 0;

  constructor(
    private readonly flows: FlowTable,
    private readonly options: ConnectionsOptions,
  ) {
    const judge = (conversation: Conversation): void => this.close(conversation);
    this.ended = options.keepEnded
      ? new Lingering(Number.POSITIVE_INFINITY, MAX_KEPT_ENDED, judge)
      : new Lingering(LINGER_NS, MAX_ENDED, judge);
    this.settled = new Lingering(SETTLED_LINGER_NS, MAX_SETTLED, judge);
  }

  /** Takes a segment. Returns the conversation that it belongs to, or null for a straggler of one that was judged. */
  take(segment: Segment): Conversation | null {
    const slot = this.flows.find(segment);
    const sender = this.flows.direction;
    let conversation = this.current[slot] ?? this.grown(slot);
    if (conversation?.isOver(sender, segment)) {
      this.close(conversation);
      conversation = undefined;
    }
    if (conversation === undefined) {
      if (this.tombstones.covers(slot, sender, segment)) return null;
      if (LoneSyn.isOne(segment)) return this.openLone(slot, sender, segment);
      conversation = this.open(slot, segment.time);
    }
    const { tcp } = conversation;
    const copies = tcp.duplicates;
    conversation.take(sender, segment);
    this.duplicates += tcp.duplicates - copies;
    if (tcp.closing) this.queueEnded(conversation);
    this.settled.review(segment.time);
    this.ended.review(segment.time);
    return conversation;
  }

  takeIcmp(error: IcmpError, frame: number, time: number): void {
    const slot = this.flows.lookup(error);
    if (slot < 0) return;
    const conversation = this.current[slot] ?? this.grown(slot);
    conversation?.takeIcmp(this.flows.direction, error, frame, time);
  }

  /** The capture is over, and with it every connection. */
  finish(): void {
    for (let slot = 0; slot < this.flows.size; slot++) {
      const conversation = this.current[slot] ?? this.grown(slot);
      if (conversation !== undefined) this.close(conversation);
    }
  }

  private open(slot: number, time: number): Conversation {
    const conversation = this.begin(this.makeRoom(slot, time), this.count++);
    this.queueNew(conversation.place);
    return conversation;
  }

  /** Returns null: what a SYN alone tells is not yet a conversation. */
  private openLone(slot: number, sender: 0 | 1, segment: Segment): null {
    const lone = new LoneSyn(this.makeRoom(slot, segment.time), this.count++, sender, segment);
    this.lone.set(lone.slot, lone);
    this.queueNew(lone);
    return null;
  }

  /** The conversation that begins with the lone SYN on `slot`, if there is one. */
  private grown(slot: number): Conversation | undefined {
    const lone = this.lone.size > 0 ? this.lone.get(slot) : undefined;
    return lone && this.grow(lone);
  }

  private grow(lone: LoneSyn): Conversation {
    this.lone.delete(lone.slot);
    const conversation = this.begin(lone.slot, lone.index);
    conversation.place = lone;
    lone.conversation = conversation;
    conversation.take(lone.sender, lone.segment);
    return conversation;
  }

  private begin(slot: number, index: number): Conversation {
    const rows = this.options.drawn.has(index) ? DRAWN_ROWS : undefined;
    const { onAnswered, clientByName } = this.options;
    const { flows, room } = this;
    const conversation = new Conversation(flows, room, slot, index, rows, onAnswered, clientByName);
    this.current[slot] = conversation;
    return conversation;
  }

  /** Another connection will be live. Returns its slot, which may be another than `slot`. */
  private makeRoom(slot: number, time: number): number {
    if (this.live >= MAX_OPEN) this.letOneGo(time);
    const forget = slot >= MAX_SLOTS && this.live * 2 < this.flows.size;
    this.live++;
    return forget ? this.forgetEnded(slot) : slot;
  }

  /** A new connection waits among the half-open ones; when its turn comes it is established, over, or let go. */
  private queueNew(place: Place): void {
    this.halfOpen.push(place);
    if (this.halfOpen.length <= MAX_HALF_OPEN) return;
    const oldest = this.halfOpen.shift() as Place;
    const conversation = oldest.conversation ?? this.stillLone(oldest);
    if (conversation === undefined) return;
    if (conversation.isAnswered) {
      this.queueOpened(oldest);
      return;
    }
    this.letGo++;
    this.close(conversation);
  }

  private stillLone(place: Place): Conversation | undefined {
    return place instanceof LoneSyn && this.lone.get(place.slot) === place ? this.grow(place) : undefined;
  }

  /** Places of closed conversations are dropped once they are more than the open ones. */
  private queueOpened(place: Place): void {
    this.opened.push(place);
    if (this.opened.length > 2 * this.live + LEAST_SWEEP) {
      this.opened.keep(({ conversation }) => conversation !== null);
    }
  }

  private close(conversation: Conversation): void {
    const { tcp } = conversation;
    if (conversation.closed) return;
    conversation.closed = true;
    conversation.place.conversation = null;
    this.current[tcp.slot] = undefined;
    this.tombstones.put(tcp.slot, tcp.endpoints[0], tcp.endpoints[1]);
    this.live--;
    this.settled.stir();
    this.ended.stir();
    this.options.onOver(conversation);
    conversation.free();
  }

  private queueEnded(conversation: Conversation): void {
    if (!this.options.keepEnded && !conversation.settled && conversation.isSettled) {
      conversation.settled = true;
      this.settled.push(conversation);
    }
    if (conversation.queued || conversation.settled || !conversation.hasEnded) return;
    conversation.queued = true;
    this.ended.push(conversation);
  }

  /** The oldest quiet connection goes; where none is quiet, the oldest. */
  private letOneGo(time: number): void {
    for (let tries = 0; tries < 64 && this.opened.length > 1; tries++) {
      const place = this.opened.shift() as Place;
      const oldest = place.conversation;
      if (oldest === null) continue;
      const fresh = oldest.tcp.lastPayloadTime > time - QUIET_NS;
      if (fresh && tries < 63) {
        this.opened.push(place);
        continue;
      }
      this.letGo++;
      this.close(oldest);
      return;
    }
  }

  /** Only live connections keep their slots. Returns the new slot of `slot`. */
  private forgetEnded(slot: number): number {
    for (const lone of this.lone.values()) this.grow(lone);
    const slots: number[] = [];
    this.current.forEach((conversation, at) => {
      if (conversation !== undefined || at === slot) slots.push(at);
    });
    if (slots.at(-1) !== slot) slots.push(slot);
    const kept = slots.map((at) => this.current[at]);
    this.flows.keepOnly(slots);
    this.tombstones.clear();
    this.current.length = 0;
    kept.forEach((conversation, at) => {
      this.current[at] = conversation;
      if (conversation !== undefined) conversation.tcp.slot = at;
    });
    return slots.indexOf(slot);
  }
}
