/**
 * The packets of findings out of the captures that showed them, as pcapng: one section for each capture, a file or a rotated set, with
 * what is said on packets as their comments. Names of hosts and secrets of TLS sessions that a capture may hold are not passed on.
 */
import { Analyzer } from '../analyzer.ts';
import { PcapngWriter } from '../capture/pcapng-writer.ts';
import { combine } from '../combine.ts';
import type { CaptureInput, ReadOptions } from '../input/capture-input.ts';
import { consecutive, type InputSet, rotatedSets } from '../input/rotation.ts';
import type { Redaction } from '../report/names.ts';
import type { Capture, Finding } from '../report/schema.ts';
import { type Comments, copySet } from './copy.ts';
import { Section } from './section.ts';
import { Wanted } from './wanted.ts';

/** What to extract. */
export interface Order {
  readonly inputs: readonly CaptureInput[];
  /** Those of the analysis of the inputs. */
  readonly captures: readonly Capture[];
  /** Those of the analysis whose connections are wanted. */
  readonly findings: readonly Finding[];
  readonly comments: Comments;
  readonly redaction: Redaction;
  /** The program that writes, as the file names it. */
  readonly application: string;
  /** What a section says of itself; it holds packets of these files. */
  readonly about: (files: readonly string[]) => string;
}

/** Where the bytes go. Every `begin` starts anew. A piece may be kept during the call only. */
interface Target {
  begin(): void;
  write(piece: Uint8Array): void;
}

export interface Extraction {
  readonly packets: number;
  /** Connections beside those of the findings, around the time of a failure: its verdict rests on them. */
  readonly company: number;
  /** Packets left out because they could not be redacted. */
  readonly leftOut: number;
  /** Connections of findings that were not there any more: a capture changed meanwhile. */
  readonly missing: number;
  /** Findings of which the extract alone tells something else: they rest on more than it holds. */
  readonly differing: readonly Finding[];
}

/**
 * Writes the connections of the findings, the retries that hid them, and ICMP errors about them. The extract is analysed while it is
 * written; where it tells something else of a finding, it is written again with the connections around that.
 */
export async function extract(order: Order, target: Target, options: ReadOptions = {}): Promise<Extraction> {
  const bare = await run(order, [], target, options);
  if (bare.differing.length === 0 || bare.missing > 0 || options.signal?.aborted) return bare;
  const inCompany = await run(order, bare.differing, target, options);
  return inCompany.differing.length < bare.differing.length ? inCompany : run(order, [], target, options);
}

async function run(
  order: Order,
  resting: readonly Finding[],
  target: Target,
  options: ReadOptions,
): Promise<Extraction> {
  target.begin();
  const analyzer = new Analyzer({ maxTimelines: 0 });
  analyzer.beginFile('extract');
  const writer = new PcapngWriter((piece) => {
    target.write(piece);
    analyzer.feed(piece);
  });
  let company = 0;
  let leftOut = 0;
  const nowhere = new Set(order.findings);
  let missing = 0;
  for (const set of await setsOf(order)) {
    const files = set.map(({ name }) => name);
    const isOwn = ({ capture }: Finding) => files.includes(capture);
    const own = order.findings.filter(isOwn);
    if (own.length === 0) continue;
    for (const finding of own) nowhere.delete(finding);
    writer.beginSection(order.application, order.about(files));
    const wanted = new Wanted(own, resting.filter(isOwn));
    const copied = await copySet(set, wanted, order.comments, new Section(writer), order.redaction, options);
    company += copied.company;
    leftOut += copied.leftOut;
    missing += copied.missing;
  }
  writer.end();
  missing += nowhere.size;
  if (missing > 0) return { packets: writer.packets, company, leftOut, missing, differing: order.findings };
  analyzer.endFile();
  const { findings } = combine([analyzer.finish()], {}).report;
  return {
    packets: writer.packets,
    company,
    leftOut,
    missing,
    differing: differing(order.findings, findings),
  };
}

/**
 * The captures that hold findings, in order of time, as the analysis took them: members of a set that are none are left out, and what
 * only seemed a set is taken apart.
 */
async function setsOf({ inputs, captures }: Order): Promise<InputSet[]> {
  const byPath = new Map(captures.map((capture) => [capture.path, capture]));
  const startOf = ([first]: InputSet) => byPath.get(first?.name ?? '')?.firstTime ?? '';
  const isRead = ({ name }: CaptureInput) => (byPath.get(name)?.format ?? 'unknown') !== 'unknown';
  const sets = (await rotatedSets(inputs)).flatMap((set) => {
    const members = set.filter(isRead);
    const told = members.flatMap(({ name }) => byPath.get(name) ?? []);
    return consecutive(told) ? [members] : members.map((member) => [member]);
  });
  return sets.sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
}

/** What a verdict says that somebody acts on. */
function verdictOf(finding: Finding | undefined): string {
  if (finding === undefined) return '';
  const { kind, family, manner, severity, confidence, owner, executed, proof, masked } = finding;
  return JSON.stringify([kind, family, manner, severity, confidence, owner, executed, proof, masked?.status]);
}

function differing(wanted: readonly Finding[], found: readonly Finding[]): Finding[] {
  const byId = new Map(found.map((finding) => [finding.id, finding]));
  return wanted.filter((finding) => verdictOf(finding) !== verdictOf(byId.get(finding.id)));
}
