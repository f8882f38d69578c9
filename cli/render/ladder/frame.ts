/** The columns of a ladder: frame number, time at the client, the two lanes, time at the server, remark. */
import { shorten } from '../text.ts';

/** A time is `.227410`, with its second `04.227410` where that differs from the one above. */
const TIME = 9;
/** Room for a remark such as "(2) too late". */
const REMARK = 13;
/** Between frame number, time, lanes and remark. */
const GAP = 2;

/** Less room than this between the lanes cannot hold a label. */
const NARROWEST_INSIDE = 30;

/** What one line says beside the lanes; empty where it says nothing. */
export interface Margins {
  readonly frame?: number | undefined;
  readonly left?: string | undefined;
  readonly right?: string | undefined;
  readonly remark?: string | undefined;
}

export class Frame {
  /** Columns between the two lanes. */
  readonly inside: number;
  /** Columns of the frame numbers. */
  readonly #frames: number;

  /** `lastFrame` is the largest number that the drawing has to show. */
  constructor(width: number, lastFrame: number) {
    this.#frames = Math.max(` #${lastFrame}`.length, ' frame'.length);
    const margins = this.#frames + GAP + TIME + GAP + GAP + TIME + 1 + REMARK;
    this.inside = Math.max(width - margins - 2, NARROWEST_INSIDE);
  }

  /** One line: `body` includes the lanes. */
  line(body: string, { frame, left = '', right = '', remark = '' }: Margins = {}): string {
    const number = frame === undefined ? '' : ` #${frame}`;
    return this.#beside(number, left, body, `${right.padEnd(TIME)} ${shorten(remark, REMARK)}`);
  }

  /** Both lanes with `text` between them; `lane` is `|` while time runs, `:` over a pause. */
  note(text: string, lane: '|' | ':', margins: Margins = {}): string {
    return this.line(
      lane + shorten(text === '' ? '' : `  ${text}`, this.inside).padEnd(this.inside) + lane,
      margins,
    );
  }

  /** What stands over the columns: at the lanes a role and an address, the address alone where both do not fit. */
  titles(left: Title, right: Title): string {
    const half = Math.floor((this.inside + 1) / 2);
    const body = titleText(left, half).padEnd(this.inside + 2 - half) + titleText(right, half).padStart(half);
    return this.#beside(' frame', left.time, body, right.time);
  }

  #beside(number: string, left: string, body: string, right: string): string {
    const margin = number.padEnd(this.#frames + GAP) + left.padEnd(TIME + GAP);
    return `${margin}${body}${' '.repeat(GAP)}${right}`.trimEnd();
  }
}

interface Title {
  readonly role: string;
  readonly address: string;
  /** Over the times of this end. */
  readonly time: string;
}

function titleText({ role, address }: Title, room: number): string {
  const both = `${role} ${address}`;
  return shorten(both.length <= room ? both : address, room);
}
