/** Method, target, host and id of a request as bytes, in one array that is used again: strings are made for the few that somebody reads. */
import { hashWords } from './hash.ts';
import { latin1 } from './text.ts';
import { lastWord, sharedView } from './words.ts';

/** Words kept of the texts together, 2 KB; longer targets are cut. */
const MAX_WORDS = 512;

/** A text in a buffer; empty where `from` equals `end`. */
export interface Place {
  readonly from: number;
  readonly end: number;
}

/** Each text begins with a word of its own and is filled up with zeros. */
export class RequestTexts {
  /** A plain array: a typed one of this size costs a call of malloc for every new connection. */
  private readonly words: number[] = [];
  private methodLength = 0;
  private target = 0;
  private targetLength = 0;
  private host = 0;
  private hostLength = 0;
  private id = 0;
  private idLength = 0;

  clear(): void {
    this.methodLength = 0;
    this.targetLength = 0;
    this.hostLength = 0;
    this.idLength = 0;
  }

  take(buffer: Uint8Array, method: Place, target: Place, host: Place, id: Place): void {
    const view = sharedView(buffer);
    this.methodLength = method.end - method.from;
    this.targetLength = target.end - target.from;
    this.hostLength = host.end - host.from;
    this.idLength = id.end - id.from;
    this.target = wordsOf(this.methodLength);
    this.host = this.target + wordsOf(this.targetLength);
    this.id = this.host + wordsOf(this.hostLength);
    this.copy(view, method, 0);
    this.copy(view, target, this.target);
    this.copy(view, host, this.host);
    this.copy(view, id, this.id);
  }

  /** What names the request, for finding it again: a hash of method and target; 0 where they are hidden. */
  key(): number {
    return this.targetLength === 0 ? 0 : hashWords(this.words, 0, Math.min(this.host, MAX_WORDS));
  }

  /** Hash of the request id; 0 where there is none. */
  idKey(): number {
    if (this.idLength === 0) return 0;
    return hashWords(this.words, this.id, Math.min(this.id + wordsOf(this.idLength), MAX_WORDS));
  }

  /** Whether the method is this one, without making a string of it. */
  hasMethod(name: string): boolean {
    if (this.methodLength !== name.length) return false;
    for (let i = 0; i < name.length; i++) if (this.byteAt(0, i) !== name.charCodeAt(i)) return false;
    return true;
  }

  readMethod(): string | null {
    return this.read(0, this.methodLength);
  }

  readTarget(): string | null {
    return this.read(this.target, this.targetLength);
  }

  readHost(): string | null {
    return this.read(this.host, this.hostLength);
  }

  readId(): string | null {
    return this.read(this.id, this.idLength);
  }

  private copy(view: DataView, place: Place, at: number): void {
    const { words } = this;
    const { end } = place;
    let to = at;
    for (let i = place.from; i < end && to < MAX_WORDS; i += 4) {
      words[to++] = i + 4 <= end ? view.getInt32(i, true) : lastWord(view, i, end);
    }
  }

  private read(at: number, length: number): string | null {
    const room = (Math.min(MAX_WORDS, this.words.length) - at) * 4;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, room)));
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.byteAt(at, i);
    return bytes.length > 0 ? latin1(bytes, 0, bytes.length) : null;
  }

  private byteAt(word: number, i: number): number {
    return ((this.words[word + (i >> 2)] as number) >>> ((i & 3) * 8)) & 0xff;
  }
}

function wordsOf(length: number): number {
  return (length + 3) >> 2;
}
