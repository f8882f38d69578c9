/**
 * One connection as a ladder in plain ASCII: client left, server right, time running down, both clocks beside it.
 *
 * Arrows are level except where two packets met on the way: those cross visibly, which is what a race is.
 */
import { basename } from 'node:path';
import { onTimeline } from '../../src/report/on-timeline.ts';
import type { Finding } from '../../src/report/schema.ts';
import { formatTime, type Nanoseconds, toSeconds } from '../../src/time.ts';
import { placeOf } from '../../src/timeline/file-frames.ts';
import { endName, type Leg } from '../../src/timeline/leg.ts';
import { CLIENT, SERVER, type Timeline } from '../../src/timeline/schema.ts';
import { type ArrowText, arrow, cross } from './ladder/arrows.ts';
import { Clocks } from './ladder/clocks.ts';
import { type LadderEvent, ladderEvents } from './ladder/events.ts';
import { Frame, type Margins } from './ladder/frame.ts';
import { numbers } from './ladder/labels.ts';
import { type Moments, momentsOf } from './ladder/moments.ts';
import { isCopy, isReset, type Packet, packetsOf } from './ladder/packet.ts';
import { duration, wrap } from './text.ts';
import type { Zone } from './zone.ts';

interface LadderOptions {
  readonly width: number;
  readonly zone: Zone;
}

/** The lines of the drawing; `finding` decides which part of the connection is told, null tells its end. */
export function ladderLines(timeline: Timeline, found: Finding | null, options: LadderOptions): string[] {
  const finding = found && onTimeline(found, timeline);
  const packets = packetsOf(timeline).filter((packet) => !isCopy(packet));
  const clocks = new Clocks(timeline);
  const events = ladderEvents(timeline, finding, packets, clocks);
  const drawing = new Drawing(timeline, clocks, momentsOf(finding, events, clocks), options);
  drawing.head(finding?.leg);
  for (const event of events) drawing.add(event);
  return drawing.finish();
}

class Drawing {
  readonly #lines: string[] = [];
  readonly #timeline: Timeline;
  readonly #clocks: Clocks;
  readonly #moments: Moments;
  readonly #zone: Zone;
  readonly #frame: Frame;
  readonly #width: number;
  /** The second that was printed last: only fractions are printed below it. */
  #second = '';
  /** The file whose frames were drawn last; null for the finding's. */
  #file: string | null = null;

  constructor(timeline: Timeline, clocks: Clocks, moments: Moments, { width, zone }: LadderOptions) {
    this.#timeline = timeline;
    this.#clocks = clocks;
    this.#moments = moments;
    this.#zone = zone;
    this.#width = width;
    this.#frame = new Frame(
      width,
      Math.max(0, ...timeline.packets.frame.map((frame) => this.#number(frame))),
    );
  }

  head(leg: Leg): void {
    const { client, server } = this.#timeline;
    this.#lines.push(
      this.#frame.titles(
        { role: endName(leg, CLIENT), address: client.address, time: this.#clocks.source(CLIENT) },
        { role: endName(leg, SERVER), address: server.address, time: this.#clocks.source(SERVER) },
      ),
    );
  }

  add(event: LadderEvent): void {
    if (event.type === 'note') this.#note(event.text, ':', event.time);
    else if (event.type === 'packet') this.#packet(event.packet, event.text);
    else this.#crossing(event);
  }

  finish(): string[] {
    const { legend } = this.#moments;
    const numbers = 'seq/ack as in Wireshark';
    const whole = `${legend}   ${numbers}`;
    const parts = legend === '' ? [numbers] : whole.length < this.#width ? [whole] : [legend, numbers];
    return [
      ...this.#lines,
      ...parts.flatMap((part) => wrap(part, this.#width - 1).map((line) => ` ${line}`)),
    ];
  }

  /** Frame numbers stand in the margin where the captured times do. */
  #isLeftCaptured(): boolean {
    return this.#clocks.near === CLIENT || this.#clocks.roundTrip === null;
  }

  /** As the packet's file counts it. */
  #number(frame: number): number {
    return placeOf(this.#timeline, frame).frame;
  }

  /** Tells where another file of a rotated set begins: its frames have numbers of their own. */
  #filesOf(...packets: readonly Packet[]): void {
    const news = packets.flatMap(({ frame }, i) => {
      const { capture, frame: number } = placeOf(this.#timeline, frame);
      if (capture === this.#file) return [];
      this.#file = capture;
      return [`${i === 0 ? 'frames' : `#${number}`} of ${this.#fileName(capture)}`];
    });
    if (news.length > 0) this.#lines.push(this.#frame.note(news.join(', '), '|'));
  }

  #fileName(capture: string | null): string {
    const own = this.#timeline.files?.find(({ firstFrame }) => firstFrame === 1);
    return basename(capture ?? own?.capture ?? '');
  }

  #packet(packet: Packet, text: ArrowText): void {
    this.#secondOf(packet.time);
    this.#filesOf(packet);
    this.#lines.push(
      this.#frame.line(arrow(packet, text, this.#frame.inside), {
        frame: this.#number(packet.frame),
        left: this.#time(CLIENT, packet),
        right: text.arrived ? this.#time(SERVER, packet) : '',
        remark: this.#moments.remarks.get(packet.frame),
      }),
    );
  }

  #crossing({ request, name, close }: LadderEvent & { type: 'crossing' }): void {
    this.#secondOf(Math.min(request.time, close.time));
    this.#filesOf(request, close);
    const atClient = this.#isLeftCaptured();
    const labels = {
      request: name,
      requestDetails: details(request, atClient ? null : this.#number(request.frame)),
      close: isReset(close) ? 'RST' : 'FIN',
      closeDetails: details(close, atClient ? null : this.#number(close.frame)),
    };
    const lines = cross(request, close, labels, this.#frame.inside);
    const { remarks } = this.#moments;
    const margins = new Map<number, Margins>([
      [0, this.#ends(request, close, remarks.get(close.frame))],
      [lines.length - 1, this.#ends(close, request, remarks.get(request.frame))],
    ]);
    for (const [i, line] of lines.entries()) this.#lines.push(this.#frame.line(line, margins.get(i)));
  }

  /** The margins of a line at whose left end `left` is, and at whose right end `right` is. */
  #ends(left: Packet, right: Packet, remark: string | undefined): Margins {
    return {
      frame: this.#isLeftCaptured() ? this.#number(left.frame) : undefined,
      left: this.#time(CLIENT, left),
      right: this.#time(SERVER, right),
      remark,
    };
  }

  /** Microseconds within the second printed last; with its seconds where it falls into another. */
  #time(side: 0 | 1, packet: Packet): string {
    const time = this.#clocks.at(side, packet);
    if (time === null) return '';
    const { time: second, fraction } = this.#local(time);
    const micros = `.${fraction.slice(0, 6)}`;
    return second === this.#second ? micros : second.slice(6) + micros;
  }

  #note(text: string, lane: '|' | ':', time: Nanoseconds): void {
    const { time: second } = this.#local(time);
    this.#lines.push(this.#frame.note(text, lane, { left: second === this.#second ? '' : second }));
    this.#second = second;
  }

  /** Prints the second of `time` unless it was printed last. */
  #secondOf(time: Nanoseconds): void {
    if (this.#local(time).time === this.#second) return;
    this.#note(this.#second === '' ? this.#vantage() : '', '|', time);
  }

  #vantage(): string {
    const { near, roundTrip } = this.#clocks;
    if (roundTrip === null) return '';
    const text = `RTT ${duration(toSeconds(roundTrip))}`;
    if (near === null) return `captured in between, ${text}`;
    const here = `captured here, ${text}`;
    return near === CLIENT ? here : here.padStart(this.#frame.inside - 4);
  }

  #local(time: Nanoseconds) {
    return this.#zone.local(formatTime(this.#timeline.clock, time));
  }
}

/** Beside the slants; frame numbers stand here where the margin's would be at the wrong lane. */
function details(packet: Packet, frame: number | null): string[] {
  const shown = numbers(packet).split(/ (?=len|ack)/);
  return frame === null ? shown : [...shown, `frame ${frame}`];
}
