/** The last lines of `scan`: what was no failure, what could not be judged, how good the capture is, what to do next. */
import { STDIN } from '../../src/node/read-file.ts';
import { failuresAndNotes } from '../../src/report/incidents.ts';
import { harmlessName, words } from '../../src/report/kind-words.ts';
import type { Capture, Incident, Report } from '../../src/report/schema.ts';
import { type BlockStyle, block, commandBlock, section } from './block.ts';
import { logText } from './logs.ts';
import type { ScanTextOptions } from './options.ts';
import { namedAgain, shellWords } from './shell.ts';
import { count, counted, listed, plain } from './text.ts';

const INDENT = 14;

/** More remarks than this would bury the failures. */
const MOST_NOTES = 3;

const LISTED_SHAPES = 12;

export function remarks(report: Report, options: ScanTextOptions): string[] {
  const style = styleOf(options);
  const { harmless, undecided, open } = report.summary;
  return [
    ...section('harmless', harmlessText(harmless, open), style),
    ...section("can't judge", undecidedText(undecided), style),
    ...section('roles', rolesText(report.summary), style),
    ...(options.all ? shapeLines(report, style) : []),
    ...(report.proxyLogs ?? []).flatMap((log) => section('log', logText(log, options.zone.label), style)),
    ...section('capture', captureText(report.captures), style),
    ...commandBlock('next', reportCommand(options), style),
  ];
}

/** The same as a page: narrowed as this text is. */
function reportCommand({ inputs, filter, carried }: ScanTextOptions): string {
  const narrowed = filter === null || filter.words === '' ? '' : ` ${filter.words}`;
  return `closecall report ${namedAgain(inputs)}${narrowed} ${shellWords([...carried, '-o', 'incident.html'])}`;
}

function styleOf({ width, paint }: ScanTextOptions): BlockStyle {
  return { margin: 0, indent: INDENT, width, paint };
}

/** How connections went, the commonest first; `closecall-report/1` explains the marks. */
function shapeLines({ shapes }: Report, style: BlockStyle): string[] {
  const lines = shapes
    .slice(0, LISTED_SHAPES)
    .map(({ history, connections }) => `${count(connections)} x ${plain(history)}`);
  return lines.flatMap((line, index) => block(index === 0 ? 'shapes' : '', line, style));
}

/** Incidents that failed no request, those of one title together. */
export function noteLines(report: Report, options: ScanTextOptions): string[] {
  const style = styleOf(options);
  const { notes } = failuresAndNotes(report);
  const alike = [...new Set(notes.map(({ title }) => title))].map((title) =>
    notes.filter((note) => note.title === title),
  );
  const shown = options.all ? alike : alike.slice(0, MOST_NOTES);
  const lines = shown.flatMap((group) => block('other', noteText(group), style));
  const more = alike.length - shown.length;
  return more > 0
    ? [...lines, ...block('', `and ${counted(more, 'more remark')}: --all shows them`, style)]
    : lines;
}

/** An address is told once: in the sentence, where that names it. */
function noteText(notes: readonly Incident[]): string {
  const [first] = notes;
  if (first === undefined) return '';
  const total = notes.reduce((sum, { findings }) => sum + findings.length, 0);
  const endpoints = [...new Set(notes.flatMap((note) => note.endpoints))].map((endpoint) =>
    plain(endpoint, 60),
  );
  const told = plain(first.what, 300);
  const heading = `${count(total)} x ${plain(first.title)}`;
  if (notes.length === 1 && endpoints.some((endpoint) => told.includes(endpoint)))
    return `${heading}: ${told}`;
  const names = listed(endpoints, 40);
  return notes.length === 1 ? `${heading}, ${names}: ${told}` : `${heading}, ${names}; the first: ${told}`;
}

/** What ended without hurting anybody; the commonest first. */
function harmlessText(harmless: Readonly<Record<string, number>>, open: number): string {
  const ended = commonestFirst(harmless).map(
    ([kind, number]) => `${count(number)} ${plain(harmlessName(kind, number))}`,
  );
  return [...ended, ...(open > 0 ? [`${count(open)} still open at the end`] : [])].join(', ');
}

/** What the packets cannot decide, with the reasons. */
function undecidedText(undecided: Readonly<Record<string, number>>): string {
  return commonestFirst(undecided)
    .map(([reason, number]) => `${counted(number, 'connection')}: ${plain(words(reason))}`)
    .join('; ');
}

/** Where the packets do not tell who is the gateway: what was named by hand, and what is a guess. */
function rolesText({ roles }: Report['summary']): string {
  const named = roles?.option ?? 0;
  const guessed = roles?.port ?? 0;
  const parts = [
    named > 0 ? `of ${counted(named, 'connection')} as --gateway and --upstream name them` : '',
    guessed > 0
      ? `of ${counted(guessed, 'connection')} guessed by port numbers: --upstream ADDRESS tells who is the server`
      : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function commonestFirst(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .sort(([, a], [, b]) => b - a);
}

/** What limits the verdicts: one direction only, losses of the capturing program, files that end early or are damaged. */
function captureText(captures: readonly Capture[]): string {
  const held = captures.filter((capture) => capture.packets > 0);
  const dropped = captures.reduce((sum, capture) => sum + (capture.droppedPackets ?? 0), 0);
  const oneSided = held.filter((capture) => !capture.bothDirections);
  const shortened = captures.filter(({ issues }) => issues.some(({ code }) => code === 'payload-cut'));
  const cut = captures.filter((capture) => capture.truncated);
  const damaged = captures.filter((capture) => !capture.complete);
  const parts = [
    held.length > 0 && oneSided.length === 0 ? 'both directions seen' : '',
    oneSided.length > 0
      ? `one direction only in ${names(oneSided)}: verdicts that need the other are left out`
      : '',
    dropped > 0 ? `the capturing program lost ${counted(dropped, 'packet')}` : '',
    shortened.length > 0
      ? `the snap length cut packets in ${names(shortened)}: what it hides is not judged; -s 0 keeps it`
      : '',
    cut.length > 0 ? `${names(cut)} ${cut.length === 1 ? 'ends' : 'end'} inside a packet` : '',
    damaged.length > 0 ? `not wholly analysed: ${names(damaged)}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function names(captures: readonly Capture[]): string {
  return listed(
    captures.map(({ path }) => (path === STDIN ? 'standard input' : plain(path, 80))),
    60,
  );
}
