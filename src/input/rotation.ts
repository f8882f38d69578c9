/**
 * Which files are parts of one capture that its program cut up.
 *
 * tcpdump(1) numbers the files of `-C` behind the whole name (`x.pcap`, `x.pcap1`, `x.pcap2`; padded with zeros
 * under `-W`) and expands strftime(3) in the names of `-G`; dumpcap(1) and editcap(1) insert `_00001_20261121204713`
 * before the ending. Names only propose a set. Its members must also have one format and one link type, and whoever
 * has read them asks `consecutive` whether their times follow each other.
 */
import { groupBy } from '../group-by.ts';
import type { Capture } from '../report/schema.ts';
import { type Beginning, beginning } from './beginning.ts';
import type { CaptureInput } from './capture-input.ts';

/** Endings of compression, which rotation adds last (`tcpdump -z gzip`). */
const COMPRESSED = /\.(?:gz|zst|zstd|lz4)$/i;

const RING = /_\d{5,}_\d{14}(?=\.\w+$|$)/;
const NUMBERED = /(?<=\.[a-z]+)\d+$/i;

/** A date, a date with a time, a time, or seconds since 1970, as strftime writes them into names. */
const DATE = String.raw`(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3])[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d)?`;
const STAMP = new RegExp(
  String.raw`(?<![A-Za-z\d])(?:${DATE}(?:[-_.T]?${TIME})?|${TIME}|1\d{9})Z?(?![A-Za-z\d])`,
  'g',
);

/** Packets of several interfaces or processors may be written a little out of order. */
const OVERLAP_MILLISECONDS = 1_000;

/** Files that are one capture, in the order in which they were written. */
export type InputSet = readonly CaptureInput[];

interface Member {
  readonly input: CaptureInput;
  readonly begins: Beginning;
  /** Format and link types: files of one set have the same. */
  readonly kind: string;
}

/** The inputs grouped: a rotated set in the order of its first packets, every other file by itself. */
export async function rotatedSets(inputs: readonly CaptureInput[]): Promise<readonly InputSet[]> {
  const byName = groupBy(inputs, ({ name }) => setName(name));
  const sets: InputSet[] = [];
  for (const namesakes of byName.values()) {
    if (namesakes.length === 1) sets.push(namesakes);
    else sets.push(...(await partition(namesakes)));
  }
  return sets;
}

/** What the names of one set have in common: folder and name, with what the rotation counts up left out. */
export function setName(path: string): string {
  const folder = /^.*[\\/]/.exec(path)?.[0] ?? '';
  const name = path.slice(folder.length).replace(COMPRESSED, '');
  return folder + name.replace(RING, '#').replace(NUMBERED, '').replace(STAMP, '#');
}

/** Whether the captures of a proposed set follow each other in time and were taken in one way. */
export function consecutive(captures: readonly Capture[]): boolean {
  const [first] = captures;
  const timed = captures.filter((capture) => capture.firstTime !== null && capture.lastTime !== null);
  const ordered = timed.every((capture, i) => {
    const before = timed[i - 1];
    if (!before) return true;
    return Date.parse(capture.firstTime ?? '') >= Date.parse(before.lastTime ?? '') - OVERLAP_MILLISECONDS;
  });
  return ordered && timed.every((capture) => capture.linkTypes.join() === first?.linkTypes.join());
}

/** Files whose names belong together, divided into those that can be one capture. */
async function partition(namesakes: InputSet): Promise<InputSet[]> {
  const members = new Map<CaptureInput, Member>();
  for (const input of namesakes) {
    const member = await look(input);
    if (member !== null) members.set(input, member);
  }
  return [...groupBy(namesakes, (input) => members.get(input)?.kind ?? input.name).values()].flatMap(
    (alike) => {
      const set = alike.flatMap((input) => members.get(input) ?? []);
      // A copy of a file, compressed or not, begins when its original does: then nothing here is a rotation.
      const starts = new Set(set.map(startOf));
      if (set.length < 2 || starts.size < set.length) return alike.map((input) => [input]);
      return [set.sort(inTime).map((member) => member.input)];
    },
  );
}

function startOf({ input, begins }: Member): string {
  const { first } = begins;
  return first === null ? input.name.replace(COMPRESSED, '') : `${first.seconds}.${first.nanoseconds}`;
}

/** Files without packets, such as the one that a ring has just opened, come last. */
function inTime(a: Member, b: Member): number {
  const first = a.begins.first;
  const second = b.begins.first;
  if (first && second) return first.seconds - second.seconds || first.nanoseconds - second.nanoseconds;
  if (first || second) return first ? -1 : 1;
  return a.input.name.localeCompare(b.input.name, 'en', { numeric: true });
}

async function look(input: CaptureInput): Promise<Member | null> {
  const head = await input.begin();
  if (head === null) return null;
  const begins = beginning(head.bytes);
  return { input, begins, kind: `${head.format} ${begins.linkTypes}` };
}
