/**
 * TCP connections written as packet traces, turned into a capture file. In packetdrill's spirit:
 *
 *     const race = tcpScript`
 *       0.000   C > S   SYN
 *       +0.040  S > C   SYN ACK
 *       +0.040  C > S   ACK
 *       +0      C > S   "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
 *       +0.041  S > C   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
 *       7.080   C > S   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"   @request
 *       7.090   S > C   FIN ack=28   @fin        # had not seen the request
 *       7.160   S > C   RST (bare)
 *     `;
 *     race.bytes; race.frames; race.frame('fin')
 *
 * A line is: time (seconds, `+` after the line before; none: at the same time), sender > receiver, then in any order
 * - flags: SYN ACK FIN RST PSH URG. Every packet but a first SYN and a bare RST carries ACK.
 * - payload: "text" with \r \n \t \0 \\ \" \xNN, or `1000 bytes` (also len=1000).
 * - numbers as Wireshark shows them (SYN 0, first byte 1): seq= ack=. Left out, seq continues and ack is all that the
 *   sender received without a hole. Further: win= ttl= ipid= ts=value,echo; isn= gives the absolute first number,
 *   and on a SYN begins a new connection between the same ports.
 * - (bare): an RST without ACK, seq = what its receiver acknowledged last. (lost): on the wire, but neither captured
 *   nor received. (uncaptured): received, but not captured. cut=60: only 60 bytes of the frame were captured.
 * - UNREACHABLE: an ICMP message about the receiver's last packet.
 * - @name: frame('name') gives the frame's number. `#` begins a comment.
 *
 * C, C1, C2 … are ports 40000, 40001, 40002 … of 10.0.0.1; S, S1, S2 … port 8080 of 10.0.0.2, .3, .4 …
 * `C1 = 192.0.2.1:5000` or `S = [2001:db8::9]:443` changes one. `capture ns ipv6 snaplen=96` sets the file's format.
 */
import ipaddr from 'ipaddr.js';
import type { Address, PcapRecord, TcpPacket } from './packet-bytes.ts';
import { join, pcapFile, tcpFrame, unreachableFrame } from './packet-bytes.ts';

export interface TcpScript {
  readonly bytes: Uint8Array;
  /** Packets in the file. */
  readonly frames: number;
  /** Number of the frame marked `@name`, 1-based. Throws for a name that no captured line has. */
  frame(name: string): number;
}

/** One direction of one connection: what its sender has sent and received. */
interface Half {
  isn: number;
  /** Relative sequence number of the next byte to send. */
  next: number;
  /** Relative number up to which the other side's bytes arrived, and what arrived beyond a hole. */
  received: number;
  beyond: [number, number][];
  /** The last acknowledgement and packet sent, if any. */
  acked: number;
  last: TcpPacket | null;
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly words: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly payload: Uint8Array;
  readonly label: string | null;
}

interface Script {
  readonly hosts: Map<string, Address>;
  readonly halves: Map<string, Half>;
  readonly records: PcapRecord[];
  readonly labels: Map<string, number>;
  time: bigint;
  ipv6: boolean;
  nanoseconds: boolean;
  snaplen: number;
}

const FLAGS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 };
const MARKS: ReadonlySet<string> = new Set(['(bare)', '(lost)', '(uncaptured)', 'UNREACHABLE']);
const KEYS: ReadonlySet<string> = new Set('seq ack len win ttl ipid ts isn cut'.split(' '));
const NUMBERS = /^-?\d+(,\d+)?$/;
const ESCAPES: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
  '\\': '\\',
  '"': '"',
};

/** 2026-01-01T00:00:00Z: time 0 of every script. */
const EPOCH = 1_767_225_600_000_000_000n;

/** Builds the capture. Throws on a word that is not in the notation, with the line. */
export function tcpScript(text: TemplateStringsArray, ...values: readonly (string | number)[]): TcpScript {
  const script: Script = {
    hosts: new Map(),
    halves: new Map(),
    records: [],
    labels: new Map(),
    time: EPOCH,
    ipv6: false,
    nanoseconds: false,
    snaplen: 262_144,
  };
  const lines = String.raw(text, ...values).split('\n');
  lines.forEach((line, index) => {
    try {
      run(script, tokens(line));
    } catch (error) {
      throw new Error(`line ${index + 1}, "${line.trim()}": ${String(error)}`, { cause: error });
    }
  });
  return {
    bytes: pcapFile(script.records, script.nanoseconds, script.snaplen),
    frames: script.records.length,
    frame(name) {
      const frame = script.labels.get(name);
      if (frame === undefined) throw new Error(`no captured line is marked @${name}`);
      return frame;
    },
  };
}

/** Bytes as they are written between the quotes of a payload. */
export function escaped(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Words of a line up to its comment; quoted payload is one word. */
function tokens(line: string): string[] {
  const found: string[] = line.match(/"(?:[^"\\]|\\.)*"|#|[^\s"#]+/g) ?? [];
  const comment = found.indexOf('#');
  return comment < 0 ? found : found.slice(0, comment);
}

function run(script: Script, words: string[]): void {
  const [first, second, third] = words;
  if (first === undefined) return;
  if (first === 'capture') configure(script, words.slice(1));
  else if (second === '=') script.hosts.set(first, parseAddress(third ?? ''));
  else if (/^\+?\d+(\.\d+)?$/.test(first)) {
    advance(script, first);
    send(script, parseLine(words.slice(1)));
  } else send(script, parseLine(words));
}

function configure(script: Script, words: readonly string[]): void {
  for (const word of words) {
    if (word === 'ns') script.nanoseconds = true;
    else if (word === 'ipv6') script.ipv6 = true;
    else if (/^snaplen=\d+$/.test(word)) script.snaplen = Number(word.slice(8));
    else throw new Error(`unknown word ${word}`);
  }
}

function advance(script: Script, time: string): void {
  const nanoseconds = BigInt(Math.round(Number(time) * 1e9));
  script.time = (time.startsWith('+') ? script.time : EPOCH) + nanoseconds;
}

function parseLine(words: readonly string[]): Line {
  const [from, arrow, to, ...rest] = words;
  if (from === undefined || arrow !== '>' || to === undefined) throw new Error('expected: sender > receiver');
  const seen = new Set<string>();
  const values = new Map<string, string>();
  const payload: Uint8Array[] = [];
  let label: string | null = null;
  rest.forEach((word, index) => {
    const [key = '', value] = word.split('=', 2);
    if (word.startsWith('"')) payload.push(unquote(word));
    else if (/^\d+$/.test(word) && rest[index + 1] === 'bytes') payload.push(filler(Number(word)));
    else if (word in FLAGS || MARKS.has(word)) seen.add(word);
    else if (KEYS.has(key) && NUMBERS.test(value ?? '')) values.set(key, value ?? '');
    else if (/^@\w+$/.test(word)) label = word.slice(1);
    else if (word !== 'bytes') throw new Error(`unknown word ${word}`);
  });
  if (values.has('len')) payload.push(filler(Number(values.get('len'))));
  return { from, to, words: seen, values, payload: join(...payload), label };
}

function unquote(word: string): Uint8Array {
  const text = word
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
    );
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function filler(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x78);
}

function send(script: Script, line: Line): void {
  const own = halfOf(script, line.from, line.to);
  const peer = halfOf(script, line.to, line.from);
  if (line.words.has('UNREACHABLE')) {
    if (peer.last === null) throw new Error(`${line.to} has sent nothing that could be unreachable`);
    capture(script, unreachableFrame(peer.last), line);
    return;
  }
  begin(own, peer, line);
  const packet = build(script, line, own, peer);
  const start = (packet.seq - own.isn) >>> 0;
  const end = start + packet.payload.length + (packet.flags & 1) + ((packet.flags & 2) >> 1);
  // A reset takes no number, and a forged one may have any.
  if ((packet.flags & 4) === 0) own.next = Math.max(own.next, end);
  own.last = packet;
  if (packet.flags & 16) own.acked = (packet.ack - peer.isn) >>> 0;
  if (line.words.has('(lost)')) return;
  receive(peer, start, end);
  if (!line.words.has('(uncaptured)')) capture(script, tcpFrame(packet), line);
}

/** A SYN with its own first number starts afresh; a refusal comes from a socket that has no numbers yet. */
function begin(own: Half, peer: Half, line: Line): void {
  const isn = line.values.get('isn');
  const syn = line.words.has('SYN');
  if (isn !== undefined && syn && !line.words.has('ACK')) {
    Object.assign(own, newHalf(0));
    Object.assign(peer, newHalf(peer.isn));
  }
  if (isn !== undefined) own.isn = Number(isn) >>> 0;
  const onlySyn = peer.last !== null && peer.next === 1;
  // RFC 9293 §3.10.7.1: the reset of a SYN has sequence number 0.
  if (own.last === null && onlySyn && line.words.has('RST')) own.isn = 0xffff_ffff;
}

function build(script: Script, line: Line, own: Half, peer: Half): TcpPacket {
  const bare = line.words.has('(bare)');
  const syn = line.words.has('SYN');
  const number = (key: string, fallback: number): number => Number(line.values.get(key) ?? fallback);
  const acks = !bare && (!syn || line.words.has('ACK'));
  const seq = number('seq', syn ? 0 : bare ? peer.acked : own.next);
  const [value, echo = '0'] = line.values.get('ts')?.split(',') ?? [];
  const flags = [...line.words].reduce((bits, word) => bits | (FLAGS[word] ?? 0), acks ? 16 : 0);
  return {
    from: host(script, line.from),
    to: host(script, line.to),
    seq: (own.isn + seq) >>> 0,
    ack: acks ? (peer.isn + number('ack', own.received)) >>> 0 : 0,
    flags,
    window: number('win', bare ? 0 : 501),
    payload: line.payload,
    timestamp: value === undefined ? null : [Number(value), Number(echo)],
    ttl: number('ttl', 64),
    ipId: number('ipid', bare ? 0 : (script.records.length + 1) & 0xffff),
  };
}

function receive(half: Half, start: number, end: number): void {
  half.beyond.push([start, end]);
  half.beyond.sort((a, b) => a[0] - b[0]);
  for (const [from, to] of half.beyond)
    if (from <= half.received) half.received = Math.max(half.received, to);
  half.beyond = half.beyond.filter(([, to]) => to > half.received);
}

function capture(script: Script, bytes: Uint8Array, line: Line): void {
  const cut = Number(line.values.get('cut') ?? script.snaplen);
  script.records.push({ time: script.time, bytes, captured: Math.min(bytes.length, cut, script.snaplen) });
  if (line.label !== null) script.labels.set(line.label, script.records.length);
}

function newHalf(isn: number): Half {
  return { isn, next: 1, received: 1, beyond: [], acked: 1, last: null };
}

function halfOf(script: Script, from: string, to: string): Half {
  const key = `${from} > ${to}`;
  const half = script.halves.get(key) ?? newHalf(1_000_000 * (script.halves.size + 1));
  script.halves.set(key, half);
  return half;
}

function host(script: Script, name: string): Address {
  const known = script.hosts.get(name);
  if (known !== undefined) return known;
  const [, side, digits = '0'] = /^([CS])(\d*)$/.exec(name) ?? [];
  const index = Number(digits);
  if (side === undefined)
    throw new Error(`${name} is no C or S: give it an address with ${name} = 10.0.0.3:80`);
  const last = side === 'C' ? 1 : 2 + index;
  const ip = script.ipv6 ? `[2001:db8::${last.toString(16)}]` : `10.0.0.${last}`;
  return parseAddress(`${ip}:${side === 'C' ? 40_000 + index : 8080}`);
}

function parseAddress(text: string): Address {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const ip = ipaddr.parse(bracketed ?? plain ?? '').toByteArray();
  return { ip: Uint8Array.from(ip), port: Number(port) };
}
