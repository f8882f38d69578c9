/** Arrows between the lanes in plain ASCII: `===` carries data, `---` controls, `...` resets. */
import { CLIENT } from '../../../src/timeline/schema.ts';
import { plain, shorten } from '../text.ts';
import { isReset, type Packet } from './packet.ts';

/** Columns of line before an arrow's label begins. */
const LEAD = 3;

/** The character an arrow is drawn with: meaning is never in colour alone. */
function strokeOf(packet: Packet): '=' | '-' | '.' {
  if (isReset(packet)) return '.';
  return packet.length > 0 ? '=' : '-';
}

/** The end of an arrow at its receiver: a reset ends the connection there. */
const headOf = (packet: Packet): 'x' | 'o' => (isReset(packet) ? 'x' : 'o');

/** What is written on a level arrow, and how it ends. */
export interface ArrowText {
  readonly name: string;
  readonly numbers: string;
  /** False where nothing shows that the packet reached the other side. */
  readonly arrived: boolean;
}

/** A level arrow with its label, lanes included: `o=== GET /a  seq 1 len 156 ack 1 ==>o`. */
export function arrow(packet: Packet, { name, numbers, arrived }: ArrowText, inside: number): string {
  const stroke = strokeOf(packet);
  const toServer = packet.sender === CLIENT;
  const unseen = arrived ? '' : ' ? ';
  const room = inside - LEAD - 3 - unseen.length;
  const label = fitLabel(name, numbers, room);
  const lead = stroke.repeat(LEAD - (toServer ? 0 : 1));
  const tail = stroke.repeat(Math.max(room - label.length, 0) + (toServer ? 0 : 1));
  const end = arrived ? headOf(packet) : '|';
  return toServer ? `o${lead} ${label} ${tail}>${unseen}${end}` : `${end}${unseen}<${lead} ${label} ${tail}o`;
}

/** So much of a name tells one message from another: `response 200`. */
const TELLING = 14;

/** Numbers prove things and stay whole where a telling part of the name has room beside them; the evidence repeats what goes. */
function fitLabel(name: string, numbers: string, room: number): string {
  if (numbers === '') return shorten(name, room);
  const wanted = Math.min(name.length, TELLING) + 2;
  const [fitting = ''] = fewerNumbers(plain(numbers)).filter((each) => wanted + each.length <= room);
  if (fitting === '') return shorten(name, room);
  return `${shorten(name, room - fitting.length - 2)}  ${fitting}`;
}

/** `seq 1 len 156 ack 1`, then without the length, then the first number alone. */
function fewerNumbers(numbers: string): readonly string[] {
  const [first = ''] = /^\S+ \d+/.exec(numbers) ?? [];
  return [numbers, numbers.replace(/ len \d+/, ''), first];
}

/** What is written on and beside the two slanted lines. Details: sequence number, length, ack, frame. */
interface CrossingLabels {
  readonly request: string;
  readonly requestDetails: readonly string[];
  readonly close: string;
  readonly closeDetails: readonly string[];
}

/** Half the distance between the corners of the cross. */
const REACH = 3;

const DETAIL_INDENT = 4;
const INDENT = ' '.repeat(DETAIL_INDENT);

/** Two packets that meet on the way, lanes included: six lines, the first and the last with the four ends. */
export function cross(request: Packet, close: Packet, labels: CrossingLabels, inside: number): string[] {
  const middle = Math.floor(inside / 2);
  const rightRoom = inside - middle - 1;
  const corners = `.${' '.repeat(2 * REACH - 1)}.`;
  const top = departure(request, labels.request, middle - REACH) + corners;
  const lines = [`o${top}${mirrored(close, labels.close, rightRoom - REACH)}o`];
  const slants = ['\\   /', '\\ /', 'X', '/ \\'];
  const requestLines = details(labels.requestDetails, middle - REACH - DETAIL_INDENT);
  const closeLines = details(labels.closeDetails, rightRoom - REACH - DETAIL_INDENT);
  for (const [i, slant] of slants.entries()) {
    const half = Math.floor(slant.length / 2);
    const left = `${INDENT}${requestLines[i] ?? ''}`.padEnd(middle - half);
    const right = `${closeLines[i] ?? ''}${INDENT}`.padStart(rightRoom - half);
    lines.push(`|${left}${slant}${right}|`);
  }
  const back = strokeOf(close).repeat(middle - REACH);
  const forth = strokeOf(request).repeat(rightRoom - REACH);
  lines.push(`${headOf(close)}<${back}'   '${forth}>${headOf(request)}`);
  return lines;
}

/** Sequence number and length share a line where they fit: the slants are four lines long. */
function details([first = '', second = '', ...rest]: readonly string[], room: number): string[] {
  const both = `${first} ${second}`;
  return both.length <= room && second.startsWith('len') ? [both, ...rest] : [first, second, ...rest];
}

/** The request's line from its sender up to the corner. */
function departure(packet: Packet, label: string, columns: number): string {
  const stroke = strokeOf(packet);
  const text = ` ${shorten(label, columns - LEAD - 3)} `;
  return `${stroke.repeat(LEAD)}${text}`.padEnd(columns, stroke);
}

/** The close's line from the corner to its sender. */
function mirrored(packet: Packet, label: string, columns: number): string {
  const stroke = strokeOf(packet);
  const text = ` ${label} `;
  const right = Math.floor((columns - text.length) / 2);
  return `${text}${stroke.repeat(right)}`.padStart(columns, stroke);
}
