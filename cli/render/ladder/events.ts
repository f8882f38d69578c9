/** What a ladder shows of a connection: the packets that matter, the pauses, and what was left out. */
import type { Finding } from '../../../src/report/schema.ts';
import { type Nanoseconds, toSeconds } from '../../../src/time.ts';
import { CLIENT, type Exchange, SERVER, type Timeline } from '../../../src/timeline/schema.ts';
import { count, counted, duration } from '../text.ts';
import type { ArrowText } from './arrows.ts';
import type { Clocks } from './clocks.ts';
import { crossingOf } from './crossing.ts';
import { Labels } from './labels.ts';
import { isPureAck, isReset, isSyn, type Packet } from './packet.ts';

export type LadderEvent =
  /** One arrow. Its name may be cut to fit, its numbers may not. */
  | { readonly type: 'packet'; readonly packet: Packet; readonly text: ArrowText }
  /** Two packets that met on the way: neither sender knew of the other's. */
  | { readonly type: 'crossing'; readonly request: Packet; readonly name: string; readonly close: Packet }
  /** A pause, or something left out; `time` is when the connection goes on. */
  | { readonly type: 'note'; readonly text: string; readonly time: Nanoseconds };

/** A pause is told if it lasts so many round trips, and at least `SHORTEST_PAUSE`. */
const PAUSE_ROUND_TRIPS = 5;
const SHORTEST_PAUSE: Nanoseconds = 200_000_000;

/** More rows than this are no drawing any more: the middle is left out. */
const MOST_EVENTS = 40;
const FIRST_EVENTS = 8;

/** Every stray packet draws another reset; the first ones say it all. */
const MOST_RESETS = 4;

/** Without a finding: how many of the last exchanges are told one by one. */
const LAST_EXCHANGES = 4;

/** The events of one connection (`packets` without copies) in capture order; those of its exchanges that lead to the finding. */
export function ladderEvents(
  timeline: Timeline,
  finding: Finding | null,
  packets: readonly Packet[],
  clocks: Clocks,
): LadderEvent[] {
  const events = new Events(timeline, finding, packets, clocks);
  const opening = handshake(packets);
  if (opening) events.add(opening, 'handshake, 3 packets', '');
  const rest = packets.slice(opening ? 3 : 0);
  const from = firstExchange(timeline, finding);
  const skipped = from?.request ? rest.filter(({ frame }) => frame < (from.request?.start.frame ?? 0)) : [];
  if (from && skipped.some(({ length }) => length > 0)) events.skip(from, skipped);
  for (const packet of rest.slice(skipped.length)) events.take(packet);
  return events.finish();
}

/** The SYN, where the first three packets are an undisturbed handshake. */
function handshake([syn, answer, ack]: readonly Packet[]): Packet | null {
  if (!syn || !answer || !ack) return null;
  const opened = isSyn(syn) && syn.sender === CLIENT && isSyn(answer) && answer.sender === SERVER;
  return opened && ack.sender === CLIENT && isPureAck(ack) ? syn : null;
}

/** The first exchange that is told packet by packet: the one before the failed request shows that all was well. */
function firstExchange({ exchanges }: Timeline, finding: Finding | null): Exchange | undefined {
  const failed = finding?.request?.number;
  if (failed === undefined) return exchanges.at(-LAST_EXCHANGES) ?? exchanges[0];
  return exchanges.find(({ number }) => number >= failed - 1);
}

class Events {
  readonly #events: LadderEvent[] = [];
  readonly #timeline: Timeline;
  readonly #labels: Labels;
  readonly #crossing: ReturnType<typeof crossingOf>;
  readonly #pause: Nanoseconds;
  /** From this row on, nothing shows that the client's packets arrived. */
  readonly #silentFrom: number;
  /** When the last event happened; null before the first. */
  #last: Nanoseconds | null = null;
  /** Packets of one message that follow its first one. */
  #run: Packet[] = [];
  #resets = 0;

  constructor(timeline: Timeline, finding: Finding | null, packets: readonly Packet[], clocks: Clocks) {
    this.#timeline = timeline;
    this.#labels = new Labels(timeline, finding, packets);
    this.#crossing = crossingOf(timeline, finding, packets);
    this.#silentFrom = silenceAfter(finding, packets);
    this.#pause = Math.max(SHORTEST_PAUSE, PAUSE_ROUND_TRIPS * (clocks.roundTrip ?? 0));
  }

  add(packet: Packet, name: string, numbers: string): void {
    this.#pauseBefore(packet.time);
    const arrived = packet.sender === SERVER || packet.row < this.#silentFrom;
    this.#events.push({ type: 'packet', packet, text: { name, numbers, arrived } });
    this.#last = packet.time;
  }

  skip(next: Exchange, skipped: readonly Packet[]): void {
    const time = next.request?.start.time ?? 0;
    const exchanges = counted(next.number - 1, 'earlier exchange');
    const text = next.number > 1 ? `${exchanges}, answered` : counted(skipped.length, 'earlier packet');
    this.#events.push({ type: 'note', text, time });
    this.#last = skipped.at(-1)?.time ?? this.#last;
  }

  take(packet: Packet): void {
    if (this.#takeCrossing(packet)) return;
    const label = this.#labels.of(packet);
    if (label === null) return;
    if (label === 'continued') {
      if (this.#run[0] && this.#run[0].sender !== packet.sender) this.#flush();
      this.#run.push(packet);
      return;
    }
    this.#flush();
    if (isReset(packet) && ++this.#resets > MOST_RESETS) return;
    this.add(packet, label.name, label.numbers);
  }

  finish(): LadderEvent[] {
    this.#flush();
    const more = this.#resets - MOST_RESETS;
    const time = this.#timeline.lastTime;
    if (more > 0) this.#events.push({ type: 'note', text: counted(more, 'more reset'), time });
    return shortened(this.#events);
  }

  /** True where the packet belongs to the crossing, which is drawn at its first packet. */
  #takeCrossing({ row }: Packet): boolean {
    const crossing = this.#crossing;
    if (!crossing || (row !== crossing.request.row && row !== crossing.close.row)) return false;
    const { request, close } = crossing;
    if (row !== Math.min(request.row, close.row)) return true;
    this.#flush();
    this.#pauseBefore(Math.min(request.time, close.time));
    this.#events.push({ type: 'crossing', name: this.#labels.nameOf(request), request, close });
    this.#last = Math.max(request.time, close.time);
    return true;
  }

  #flush(): void {
    const last = this.#run.at(-1);
    if (!last) return;
    const bytes = this.#run.reduce((sum, { length }) => sum + length, 0);
    const name = `${counted(this.#run.length, 'more packet')}, ${count(bytes)} bytes`;
    this.#run = [];
    this.add(last, name, '');
  }

  #pauseBefore(time: Nanoseconds): void {
    const since = this.#last;
    if (since === null || time - since < this.#pause) return;
    const text = `${this.#kindOfPause(since)} ${duration(toSeconds(time - since))}`;
    this.#events.push({ type: 'note', text, time });
  }

  /** What was going on when the pause began. */
  #kindOfPause(since: Nanoseconds): string {
    const { client, server, exchanges } = this.#timeline;
    if (client.syn !== null && server.syn === null && server.packets === 0) return 'no answer for';
    const open = exchanges.find(({ request, response }) => {
      return request && request.start.time <= since && (response?.endTime ?? Infinity) > since;
    });
    if (!open) return 'idle';
    return open.response && open.response.start.time <= since ? 'response stalls for' : 'no answer for';
  }
}

/** Kinds that say: no packet of the other side came back. */
const SILENT_KINDS = new Set(['connect-timeout', 'connect-unreachable', 'request-unanswered']);

/** The row after the server's last packet, where the finding is its silence. */
function silenceAfter(finding: Finding | null, packets: readonly Packet[]): number {
  if (!finding || !SILENT_KINDS.has(finding.kind)) return Infinity;
  return (packets.findLast(({ sender }) => sender === SERVER)?.row ?? -1) + 1;
}

function shortened(events: readonly LadderEvent[]): LadderEvent[] {
  const tooMany = events.length - MOST_EVENTS;
  if (tooMany <= 0) return [...events];
  const rest = events.slice(FIRST_EVENTS + tooMany + 1);
  const next = rest[0];
  const time =
    next === undefined
      ? 0
      : next.type === 'packet'
        ? next.packet.time
        : next.type === 'note'
          ? next.time
          : next.close.time;
  const note: LadderEvent = { type: 'note', text: `${counted(tooMany + 1, 'row')} left out`, time };
  return [...events.slice(0, FIRST_EVENTS), note, ...rest];
}
