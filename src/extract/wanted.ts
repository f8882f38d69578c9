/** What is to be copied out of a capture, told by frames: what a report says of its findings names them so. */
import { portOf } from '../flow/address-match.ts';
import type { Finding } from '../report/schema.ts';
import { Company } from './company.ts';

/** A connection of which every packet is wanted. */
interface WantedConnection {
  /** Number of its first packet over all files of the capture. */
  readonly firstFrame: number;
  readonly clientPort: number;
}

/** One capture's share of what is wanted. */
export class Wanted {
  readonly company: Company;
  readonly #connections = new Map<number, WantedConnection>();
  /** Frames of requests of which the exchange alone is wanted, by `placeOf`. */
  readonly #exchanges = new Set<string>();

  /** `resting`: those whose verdict rests on other connections. */
  constructor(findings: readonly Finding[], resting: readonly Finding[]) {
    this.company = new Company(resting);
    for (const finding of findings) this.#add(finding);
  }

  /** Connections that begin at a known packet. */
  get size(): number {
    return this.#connections.size;
  }

  /** The connection that begins with this packet. */
  beginsAt(firstFrame: number): WantedConnection | undefined {
    return this.#connections.get(firstFrame);
  }

  /** Whether a request begins here that is wanted with its answer, and nothing else of its connection. */
  isExchange(capture: string, frame: number): boolean {
    return this.#exchanges.has(placeOf(capture, frame));
  }

  #add({ connection, capture, masked }: Finding): void {
    const { firstFrame, client } = connection;
    if (firstFrame === undefined) throw new RangeError('a finding without the first frame of its connection');
    this.#connections.set(firstFrame, { firstFrame, clientPort: portOf(client) });
    if (masked !== null) this.#exchanges.add(placeOf(masked.capture ?? capture, masked.frame));
  }
}

/** Names a packet among those of several files. */
export function placeOf(capture: string, frame: number): string {
  return `${frame} ${capture}`;
}
