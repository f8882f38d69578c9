/** FastCGI (FastCGI 1.0 §3, §5): of a request the variables that name it, of an answer its status. */
import type { Frame } from '../../app/frames.ts';
import { endOfLine, latin1 } from '../../app/text.ts';
import { lengthAt, TOLD_PARAMS } from '../../fastcgi/params.ts';
import { contentSize, TYPE, typeOf } from '../../fastcgi/record.ts';
import type { Disguise } from './disguise.ts';
import { BLANK } from './kept-bytes.ts';

const LF = 10;
const CR = 13;

/** The records of one direction. */
export class FastCgiScrub {
  /** The head of the answer at hand is over. */
  private inBody = false;
  /** Where pairs begin in the records of parameters is not known: one was cut, or records were missed. */
  private adrift = false;

  constructor(private readonly disguise: Disguise) {}

  /** Records were missed: nothing is told until it is known again where something begins. */
  lost(): void {
    this.inBody = true;
    this.adrift = true;
  }

  /** The body of a record as it may be told. */
  told({ header, body }: Frame): Uint8Array {
    switch (typeOf(header)) {
      case TYPE.BEGIN_REQUEST:
        this.adrift = false;
        return new Uint8Array(body);
      case TYPE.END_REQUEST:
        this.inBody = false;
        return new Uint8Array(body);
      case TYPE.PARAMS:
        return this.params(body, contentSize(header));
      case TYPE.STDOUT:
        return this.output(body.subarray(0, contentSize(header)));
      default:
        return new Uint8Array(0);
    }
  }

  /** A pair that a record's end cuts is not told, nor what follows it: its rest would be read as lengths and names. */
  private params(body: Uint8Array, size: number): Uint8Array {
    const told = new Uint8Array(body.length).fill(BLANK);
    for (let at = 0; at < body.length && !this.adrift; ) {
      const name = lengthAt(body, at);
      const value = lengthAt(body, name.after);
      const from = value.after;
      const middle = from + name.length;
      const end = middle + value.length;
      if (end > body.length) {
        this.adrift = true;
        break;
      }
      told.set(body.subarray(at, from), at);
      if (TOLD_PARAMS.has(latin1(body, from, middle))) {
        told.set(body.subarray(from, end), from);
        const query = body.subarray(middle, end).indexOf(63);
        if (query >= 0) this.disguise.hide(told, middle + query + 1, end);
      }
      at = end;
    }
    if (body.length < size) this.adrift = true;
    return told;
  }

  /** Lines of the head stay lines. */
  private output(body: Uint8Array): Uint8Array {
    const told = new Uint8Array(body.length).fill(BLANK);
    for (let at = 0; at < body.length && !this.inBody; ) {
      const next = endOfLine(body, at, body.length);
      const end = body[next - 1] === CR && next > at ? next - 1 : next;
      if (/^status:/i.test(latin1(body, at, end))) told.set(body.subarray(at, end), at);
      told.set(body.subarray(end, Math.min(next + 1, body.length)), end);
      this.inBody = end === at && body[next] === LF;
      at = next + 1;
    }
    return told;
  }
}
