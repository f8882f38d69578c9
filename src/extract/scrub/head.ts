/** Heads of HTTP/1 messages with what identifies a failure and frames the body, and nothing else (RFC 9112 §2 to §5). */
import { REQUEST_ID_FIELDS } from '../../app/request-id.ts';
import { endOfLine, latin1 } from '../../app/text.ts';
import type { Disguise } from './disguise.ts';

const CR = 13;
const COLON = 58;
const SPACE = 32;

/** Fields that are told: what the report tells, and what says where a message ends. */
const TOLD: ReadonlySet<string> = new Set([
  'host',
  'server',
  'connection',
  'keep-alive',
  'upgrade',
  'content-length',
  'transfer-encoding',
  ...REQUEST_ID_FIELDS,
]);

/** A copy of `buffer[from..end)`, a head or the beginning of one, with the rest of its texts disguised. */
export function scrubbedHead(buffer: Uint8Array, from: number, end: number, disguise: Disguise): Uint8Array {
  const head = new Uint8Array(buffer.subarray(from, end));
  for (let at = 0, isFirst = true; at < head.length; isFirst = false) {
    const next = endOfLine(head, at, head.length);
    const lineEnd = head[next - 1] === CR && next > at ? next - 1 : next;
    if (isFirst) scrubStartLine(head, at, lineEnd, disguise);
    else scrubField(head, at, lineEnd, disguise);
    at = next + 1;
  }
  return head;
}

function scrubStartLine(head: Uint8Array, from: number, end: number, disguise: Disguise): void {
  const line = latin1(head, from, end);
  const status = /^HTTP\/\d\.\d \d{3} ?/.exec(line);
  if (status !== null) {
    disguise.hide(head, from + status[0].length, end);
    return;
  }
  const request = /^[A-Z_-]{1,24} ([^\s?#]*)(\S*)( HTTP\/\d\.\d)?/.exec(line);
  if (request === null) {
    disguise.hide(head, from, end);
    return;
  }
  const [, path = '', query = '', version = ''] = request;
  const queryEnd = from + request[0].length - version.length;
  const pathEnd = queryEnd - query.length;
  hideUser(head, pathEnd - path.length, path, disguise);
  // The mark itself stays: it says that there was a query.
  disguise.hide(head, Math.min(pathEnd + 1, queryEnd), queryEnd);
  disguise.hide(head, from + request[0].length, end);
}

/** `http://user:password@host/`: RFC 9110 §4.2.4 forbids it, and it is sent. */
function hideUser(head: Uint8Array, at: number, target: string, disguise: Disguise): void {
  const [, scheme = '', user = ''] = /^(\w+:\/\/)([^/]*)@/.exec(target) ?? [];
  disguise.hide(head, at + scheme.length, at + scheme.length + user.length);
}

function scrubField(head: Uint8Array, from: number, end: number, disguise: Disguise): void {
  const colon = head.subarray(from, end).indexOf(COLON);
  if (colon < 0) {
    disguise.hide(head, from, end);
    return;
  }
  if (TOLD.has(latin1(head, from, from + colon).toLowerCase())) return;
  disguise.hide(head, from, from + colon);
  const value = from + colon + 1;
  disguise.hide(head, head[value] === SPACE ? value + 1 : value, end);
}
