/** One incident: what happened, did it run, who changes what, and the command that shows it packet by packet. */
import type { Executed, Finding, Incident } from '../../src/report/schema.ts';
import { type BlockStyle, block, commandBlock } from './block.ts';
import type { DatePart } from './header.ts';
import type { ScanTextOptions } from './options.ts';
import { namedAgain, shellWords } from './shell.ts';
import { count, listed, plain, shorten, spread } from './text.ts';
import {
  BY_RISK,
  ownerWord,
  ranPaint,
  ranReason,
  ranWord,
  remediesAreAlternatives,
  remedyText,
  replayAdvice,
} from './verdict.ts';
import type { Zone } from './zone.ts';

/** Room for an incident's id, then for the labels under it, then for the title. */
const ID = 6;
const INDENT = 12;
const TITLE = 23;
const SPAN = 21;
const COUNTS = 24;

const MOST_REMEDIES = 2;
/** Where the gateway is not known, how the two commonest put it. */
const MOST_LOGS = 2;

/** `findings` are the incident's own, in the order of the report; `dates` are told with its times. */
export function incidentBlock(
  incident: Incident,
  findings: readonly Finding[],
  dates: DatePart,
  options: ScanTextOptions,
): string[] {
  const { width, paint } = options;
  const style: BlockStyle = { margin: ID, indent: INDENT, width, paint };
  const ran = ranOf(incident, findings);
  return [
    ...titleLines(incident, dates, options),
    ...block('what', plain(incident.what, 400), style),
    ...block('ran?', ran.text, style, { text: ran.word, paint: ranPaint(ran.worst, paint) }),
    ...block('who', whoText(incident), style, { text: ownerWord(incident.owner), paint: paint.bold }),
    ...(incident.remedy.length > 0 ? block('do', doText(incident), style) : []),
    ...incident.logs
      .slice(0, MOST_LOGS)
      .flatMap((log, i) => block(i === 0 ? 'log' : '', shorten(log, width - INDENT), style)),
    ...commandBlock('see', seeCommand(incident, options), style),
  ];
}

function seeCommand({ id }: Incident, { inputs, carried }: ScanTextOptions): string {
  return `closecall show ${namedAgain(inputs)} ${shellWords([id, ...carried])}`;
}

/** Id, title, where, when, how many: one line where there is room, two on a narrow terminal. */
function titleLines(incident: Incident, dates: DatePart, { width, zone, paint }: ScanTextOptions): string[] {
  const id = shorten(incident.id, ID - 2).padEnd(ID);
  const title = shorten(incident.title.toUpperCase(), TITLE - 2).padEnd(TITLE);
  const seen = incident.failedRequests - incident.masked;
  const counts = `${count(incident.failedRequests)} failed, ${count(seen)} seen`;
  const span = spanText(incident, dates, zone);
  const room = width - ID - TITLE - SPAN - COUNTS;
  const names = incident.endpoints.map((endpoint) => plain(endpoint, 60));
  const head = paint.bold(id) + paint.bold(paint.red(title));
  const [right = '', ...below] = spread(span, counts, SPAN + COUNTS);
  if (room >= 20 && below.length === 0) {
    const where = shorten(listed(names, room - 2), room - 2).padEnd(room);
    return [head + where + right];
  }
  const where = listed(names, width - ID - span.length - 2);
  return [
    head + counts.padStart(width - ID - TITLE),
    ' '.repeat(ID) + spread(where, span, width - ID).join(' '),
  ];
}

/** From the first failure to the last, to the second; to the minute where they are of two days. */
function spanText({ firstTime, lastTime }: Incident, dates: DatePart, zone: Zone): string {
  const from = zone.local(firstTime);
  const to = zone.local(lastTime);
  const day = (date: string) => (dates === 'year' ? date : date.slice(5));
  if (from.date !== to.date)
    return `${day(from.date)} ${from.time.slice(0, 5)} - ${day(to.date)} ${to.time.slice(0, 5)}`;
  const times = from.time === to.time ? from.time : `${from.time} - ${to.time}`;
  return dates === 'none' ? times : `${day(from.date)} ${times}`;
}

/** Packets prove that a request did not run, or that it was answered; that it probably ran they only suggest. */
const PROVABLE: ReadonlySet<Executed> = new Set(['no', 'answered']);

interface Ran {
  readonly worst: Executed;
  readonly word: string;
  readonly text: string;
}

/** The answer to "may we replay it?", for all failures of the incident at once. */
function ranOf({ executed }: Incident, findings: readonly Finding[]): Ran {
  const parts = BY_RISK.filter((answer) => (executed[answer] ?? 0) > 0);
  const worst = parts[0] ?? 'unknown';
  const total = parts.reduce((sum, answer) => sum + (executed[answer] ?? 0), 0);
  const reason = findings.find((finding) => finding.executed === worst)?.proof ?? 'none';
  const proven =
    PROVABLE.has(worst) &&
    findings.every((finding) => finding.executed !== worst || finding.confidence === 'certain');
  const share = `${count(executed[worst] ?? 0)} of ${count(total)}${proven ? ' proven' : ''}`;
  const others = parts.slice(1).map((answer) => `${ranWord(answer)} for ${count(executed[answer] ?? 0)}`);
  const mixed = others.length > 0 ? `; ${others.join(', ')}` : '';
  const text = `${ranWord(worst)}, ${share}: ${ranReason(reason)}${mixed}. ${replayAdvice(worst)}`;
  return { worst, word: ranWord(worst), text };
}

function whoText({ owner, cause }: Incident): string {
  if (cause === null) return ownerWord(owner);
  const [why] = cause.because;
  const because = why === undefined ? '' : `: ${plain(why, 200)}`;
  return `${ownerWord(owner)}. ${plain(cause.name, 200)} (${cause.confidence}${because})`;
}

/** The first cures; `show` has all of them. */
function doText({ family, remedy }: Incident): string {
  const cures = remedy.slice(0, MOST_REMEDIES).map(remedyText);
  return cures.join(remediesAreAlternatives(family) ? '   or   ' : '; ');
}
