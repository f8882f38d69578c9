/**
 * The connections that are being followed: from a segment to its conversation, from a conversation's end to its judgement.
 *
 * Memory follows what is open, not what was. A connection that ended is judged once it has been quiet for a while, and only
 * its number and first sequence numbers stay, so that stragglers don't look like a new one. Every table has a bound.
 */
import { type AnswerListener, Conversation, type Place } from './conversation.ts';
import type { IcmpError } from './decode/icmp-error.ts';
import type { Segment } from './decode/segment.ts';
import { Established } from './established.ts';
import type { ClientByName } from './flow/roles.ts';
import type { FlowTable } from './flow/table.ts';
import { type Base, Tombstones } from './flow/tombstones.ts';
import { Lingering } from './lingering.ts';
import { LoneSyn } from './lone-syn.ts';
import { Queue } from './queue.ts';
import { HeldBudget } from './tcp/held-budget.ts';

/** Retransmissions, late resets and ignored resets come within this time after the end (nanoseconds of capture time). */
const LINGER_NS = 15e9;
/** Ended connections that wait to be judged. */
const MAX_ENDED = 2048;
/** Those on which nothing can happen any more wait only for second copies of their last packets. */
const SETTLED_LINGER_NS = 0.2e9;
const MAX_SETTLED = 128;
/** Connections followed at once; beyond, quiet ones are let go. */
const MAX_OPEN = 65_536;
/** The newest connections, answered or not: a flood of SYNs is let go behind them. */
const MAX_HALF_OPEN = 8192;
/** Pairs of endpoints remembered, before those of connections that ended are forgotten. */
const MAX_SLOTS = 1 << 18;

/** Packets kept of a connection that is asked for by number: enough to draw it whole. */
const DRAWN_ROWS = 100_000;

const UNSEEN: Base = { base: 0, based: false };

interface ConnectionsOptions {
  /** Connections to be drawn whole. */
  readonly drawn: ReadonlySet<number>;
  /**
   * Follow so many that ended for as long as the capture goes on, not only for a while: for lists of connections, whose last packet
   * counts. 0 where nothing is listed.
   */
  readonly keepEnded: number;
  /** What the user says of roles; null where nothing. */
  readonly clientByName: ClientByName | null;
  readonly onAnswered: AnswerListener;
  /** No packet of this connection is expected any more. */
  readonly onOver: (conversation: Conversation) => void;
  /** The same of a SYN that nothing followed, on a connection that is neither listed nor drawn. */
  readonly onUnanswered: (lone: LoneSyn) => void;
}

export class Connections {
  /** Connections so far: the next one's tcp.stream. */
  count = 0;
  /** Connections let go although they were open, because there were too many. */
  letGo = 0;
  /** Second copies of packets that the capture saw twice. */
  duplicates = 0;

  /** The connection now on each slot of the flow table. One of a single SYN becomes a conversation with its next packet. */
  private readonly current: (Conversation | LoneSyn | undefined)[] = [];
  private readonly spareLone: LoneSyn[] = [];
  private readonly room = new HeldBudget();
  private readonly tombstones = new Tombstones();
  private readonly ended: Lingering;
  private readonly settled: Lingering;
  private readonly halfOpen = new Queue<Place>();
  private readonly established = new Established();
  private live = 0;

  constructor(
    private readonly flows: FlowTable,
    private readonly options: ConnectionsOptions,
  ) {
    const judge = (conversation: Conversation): void => this.close(conversation);
    this.ended =
      options.keepEnded > 0
        ? new Lingering(Number.POSITIVE_INFINITY, options.keepEnded, judge)
        : new Lingering(LINGER_NS, MAX_ENDED, judge);
    this.settled = new Lingering(SETTLED_LINGER_NS, MAX_SETTLED, judge);
  }

  /** Takes a segment. Returns the conversation that it belongs to, or null for a straggler of one that was judged. */
  take(segment: Segment): Conversation | null {
    const slot = this.flows.find(segment);
    const sender = this.flows.direction;
    let conversation = this.at(slot);
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
    const { direction } = this.flows;
    this.at(slot)?.takeIcmp(direction, error, frame, time);
  }

  /** The capture is over, and with it every connection. */
  finish(): void {
    for (let slot = 0; slot < this.flows.size; slot++) {
      const one = this.current[slot];
      if (one instanceof LoneSyn) this.closeLone(one);
      else if (one !== undefined) this.close(one);
    }
  }

  private open(slot: number, time: number): Conversation {
    const conversation = this.begin(this.makeRoom(slot, time), this.count++);
    this.queueNew(conversation.place);
    return conversation;
  }

  /** Returns null: what a SYN alone tells is not yet a conversation. */
  private openLone(slot: number, sender: 0 | 1, segment: Segment): null {
    const lone = this.spareLone.pop() ?? new LoneSyn();
    lone.begin(this.makeRoom(slot, segment.time), this.count++, sender, segment);
    this.current[lone.slot] = lone;
    this.queueNew(lone.place);
    return null;
  }

  /** The conversation on `slot`, if there is one: a lone SYN becomes one. */
  private at(slot: number): Conversation | undefined {
    const one = this.current[slot];
    return one instanceof LoneSyn ? this.grow(one) : one;
  }

  private grow(lone: LoneSyn): Conversation {
    const conversation = this.begin(lone.slot, lone.index);
    conversation.place = lone.place;
    lone.place.conversation = conversation;
    conversation.take(lone.sender, lone.segment);
    this.spare(lone);
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
    const quiet = this.live >= MAX_OPEN ? this.established.takeQuiet(time) : null;
    if (quiet !== null) {
      this.letGo++;
      this.close(quiet);
    }
    const forget = slot >= MAX_SLOTS && this.live * 2 < this.flows.size;
    this.live++;
    return forget ? this.forgetEnded(slot) : slot;
  }

  /** A new connection waits among the half-open ones; when its turn comes it is established, over, or let go. */
  private queueNew(place: Place): void {
    this.halfOpen.push(place);
    if (this.halfOpen.length <= MAX_HALF_OPEN) return;
    const oldest = this.halfOpen.shift() as Place;
    const { conversation, lone } = oldest;
    if (conversation?.isAnswered) {
      this.established.push(oldest, this.live);
      return;
    }
    if (conversation !== null || lone !== null) this.letGo++;
    if (conversation !== null) this.close(conversation);
    if (lone !== null) this.closeLone(lone);
  }

  private close(conversation: Conversation): void {
    const { tcp } = conversation;
    if (conversation.closed) return;
    conversation.closed = true;
    conversation.place.conversation = null;
    this.vacate(tcp.slot, tcp.endpoints[0], tcp.endpoints[1]);
    this.options.onOver(conversation);
    conversation.free();
  }

  /** Whoever asks for the connection, in a list or by its number, gets a conversation; for the others it is enough to count it. */
  private closeLone(lone: LoneSyn): void {
    const { slot, index, sender, segment } = lone;
    if (this.options.keepEnded || this.options.drawn.has(index)) {
      this.close(this.grow(lone));
      return;
    }
    const own = { base: segment.seq, based: true };
    this.vacate(slot, sender === 0 ? own : UNSEEN, sender === 0 ? UNSEEN : own);
    this.options.onUnanswered(lone);
    this.spare(lone);
  }

  private spare(lone: LoneSyn): void {
    lone.place.lone = null;
    this.spareLone.push(lone);
  }

  private vacate(slot: number, low: Base, high: Base): void {
    this.current[slot] = undefined;
    this.tombstones.put(slot, low, high);
    this.live--;
    this.settled.stir();
    this.ended.stir();
  }

  private queueEnded(conversation: Conversation): void {
    if (this.options.keepEnded === 0 && !conversation.settled && conversation.isSettled) {
      conversation.settled = true;
      this.settled.push(conversation);
    }
    if (conversation.queued || conversation.settled || !conversation.hasEnded) return;
    conversation.queued = true;
    this.ended.push(conversation);
  }

  /** Only live connections keep their slots. Returns the new slot of `slot`. */
  private forgetEnded(slot: number): number {
    const slots: number[] = [];
    this.current.forEach((one, at) => {
      if (one !== undefined || at === slot) slots.push(at);
    });
    if (slots.at(-1) !== slot) slots.push(slot);
    const kept = slots.map((at) => this.current[at]);
    this.flows.keepOnly(slots);
    this.tombstones.clear();
    this.current.length = 0;
    kept.forEach((one, at) => {
      this.current[at] = one;
      if (one instanceof LoneSyn) one.slot = at;
      else if (one !== undefined) one.tcp.slot = at;
    });
    return slots.indexOf(slot);
  }
}
