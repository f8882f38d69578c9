/** AJP 1.3: of a request what names it and frames its body, of an answer its status; of everything else what kind it is. */
import { readForwardRequest } from '../../ajp/forward-request.ts';
import { CODE } from '../../ajp/packet.ts';
import type { Frame } from '../../app/frames.ts';
import { REQUEST_ID_FIELDS } from '../../app/request-id.ts';
import { latin1 } from '../../app/text.ts';
import { withoutQuery } from '../../timeline/target.ts';
import { BLANK } from './kept-bytes.ts';

/** Of a packet with a request's body its length, of one from the container code and status or length. */
const BODY_LENGTH = 2;
const ANSWER = 3;
/** Texts that are told: names of fields, as far as they are no numbers, and what frames a body. */
const NAMES: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'chunked',
  'http/1.1',
  'http/1.0',
  ...REQUEST_ID_FIELDS,
]);

/** The packets of one direction. */
export class AjpScrub {
  /** Bytes of a request's body still to come; -1 where an empty packet ends it. */
  private bodyLeft = 0;

  constructor(private readonly fromClient: boolean) {}

  /** Packets were missed. */
  lost(): void {
    this.bodyLeft = 0;
  }

  /** The body of a packet as it may be told. */
  told({ body, bodySize }: Frame): Uint8Array {
    if (!this.fromClient) return new Uint8Array(body.subarray(0, ANSWER));
    if (this.bodyLeft !== 0) return this.requestBody(body, bodySize);
    return beginsRequest(body) ? this.request(body) : new Uint8Array(body.subarray(0, 1));
  }

  private request(body: Uint8Array): Uint8Array {
    const strings: (readonly [from: number, end: number])[] = [];
    const {
      target,
      host,
      id,
      bodyLength,
      end: read,
    } = readForwardRequest(body, (from, end) => strings.push([from, end]));
    this.bodyLeft = bodyLength;
    const path = target === null ? null : withoutQuery(target);
    const told = new Set([path, host, id, String(bodyLength)]);
    const bytes = new Uint8Array(body);
    for (const [from, end] of strings) {
      const text = latin1(body, from, end);
      if (!told.has(text) && !NAMES.has(text.toLowerCase())) bytes.fill(BLANK, from, end);
    }
    return bytes.fill(BLANK, Math.min(read, bytes.length));
  }

  private requestBody(body: Uint8Array, size: number): Uint8Array {
    const length = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
    const isLast = size === 0 || length === 0 || length === this.bodyLeft;
    if (isLast) this.bodyLeft = 0;
    else if (this.bodyLeft > 0) this.bodyLeft -= Math.min(length, this.bodyLeft);
    return new Uint8Array(body.subarray(0, BODY_LENGTH));
  }
}

/** Code, method, and the protocol's name with its length: a piece of a request's body may begin with the same code. */
function beginsRequest(body: Uint8Array): boolean {
  return body[0] === CODE.FORWARD_REQUEST && latin1(body, 4, 9) === 'HTTP/';
}
