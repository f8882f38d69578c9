/** A finding in words: what happened, did it run, what the client saw, and the evidence for it and against the rest. */
import { words } from '../../src/report/kind-words.ts';
import type { Evidence, Finding } from '../../src/report/schema.ts';
import { onLeg } from '../../src/timeline/leg.ts';
import { type BlockStyle, block, commandBlock, section } from './block.ts';
import type { TextOptions } from './options.ts';
import { shellWords } from './shell.ts';
import { counted, plain, shorten, wrap } from './text.ts';
import {
  ownerWord,
  ranPaint,
  ranReason,
  ranWord,
  remediesAreAlternatives,
  remedyText,
  replayAdvice,
} from './verdict.ts';

const INDENT = 8;

/** Room for the level of evidence at the right margin. */
const LEVEL = 10;

/** Title, sentence, did it run, what came of it. */
export function verdictLines(finding: Finding, options: TextOptions): string[] {
  const { paint } = options;
  const style = styleOf(options);
  const { executed } = finding;
  const word = ranWord(executed);
  const ran = `${word}. ${sentence(onLeg(ranReason(finding.proof), finding.leg))}. ${replayAdvice(executed)}`;
  return [
    ...titleLines(finding, options),
    ...wrap(plain(finding.explanation, 600), options.width),
    ...block('ran?', ran, style, { text: word, paint: ranPaint(executed, paint) }),
    ...block('effect', effect(finding), style),
    ...block('who', ownerWord(finding.owner), style, { text: ownerWord(finding.owner), paint: paint.bold }),
  ];
}

/** The evidence, what was excluded, the cause, the cure, the logs, and where to look with Wireshark. */
export function whyLines(finding: Finding, options: TextOptions): string[] {
  const style = styleOf(options);
  const next = remediesAreAlternatives(finding.family) ? '  or' : '';
  return [
    ...evidenceLines(finding, style),
    ...section(
      'not',
      finding.excluded.map(({ kind, why }) => `${plain(words(kind))} (${sentencePart(why)})`).join('; '),
      style,
    ),
    ...section('cause', causeText(finding), style),
    ...finding.remedy.flatMap((remedy, i) => section(i === 0 ? 'do' : next, remedyText(remedy), style)),
    ...finding.logs.flatMap((log, i) => section(i === 0 ? 'log' : '', plain(log, 300), style)),
    ...section('roles', rolesText(finding.connection.roleEvidence), style),
    ...section('id', idText(finding), style),
    ...commandBlock(
      'open',
      `wireshark -r ${shellWords([fileOf(finding), ...decodeAs(finding), '-Y', finding.displayFilter])}`,
      style,
    ),
  ];
}

/** Wireshark takes cleartext HTTP/2 for nothing but TCP, unless it is told. */
function decodeAs({ kind, connection: { server } }: Finding): string[] {
  if (kind !== 'goaway-race' && kind !== 'stream-aborted') return [];
  return ['-d', `tcp.port==${server.slice(server.lastIndexOf(':') + 1)},http2`];
}

/** What came through standard input is gone. */
function fileOf({ capture }: Finding): string {
  return capture === '-' ? 'FILE' : capture;
}

function styleOf({ width, paint }: TextOptions): BlockStyle {
  return { margin: 0, indent: INDENT, width, paint };
}

function titleLines(finding: Finding, { width, zone, paint }: TextOptions): string[] {
  const { date, time, fraction } = zone.local(finding.time);
  const request = requestText(finding);
  const title = plain(finding.title, 80).toUpperCase();
  const rest = `${date} ${time}.${fraction.slice(0, 3)} ${zone.label}  ${finding.confidence}  [${finding.kind}]`;
  const name = shorten(request, Math.max(width - title.length - 2, 20));
  const head = paint.bold(paint.red(title)) + (name === '' ? '' : `  ${name}`);
  const used = title.length + (name === '' ? 0 : name.length + 2);
  return used + 2 + rest.length <= width ? [`${head}  ${rest}`] : [head, rest];
}

function requestText({ request }: Finding): string {
  if (request === null) return '';
  const { method, target, number } = request;
  return method === null ? `request ${number}` : `${method} ${target ?? ''}`;
}

/** Their requests failed, and not by a connection. */
const ERROR_ANSWERS: ReadonlySet<string> = new Set(['upstream-error-response', 'gateway-answered-alone']);

/** Nothing failed at the upstream either. */
const NO_FAILURES: ReadonlySet<string> = new Set(['client-abort', 'tunnel-dropped']);

/** What the client got, as far as packets tell. */
function effect({ masked, severity, executed, kind, leg }: Finding): string {
  if (masked !== null) {
    const status = masked.status === null ? 'answered' : `answered ${masked.status}`;
    return `a retry on connection ${masked.connection} was ${status} (frame ${masked.frame}${inFile(masked.capture)}, ${masked.confidence}): the client saw nothing`;
  }
  if (ERROR_ANSWERS.has(kind)) return 'answered, with an error: no connection was closed under it';
  if (severity !== 'error' && leg === 'client' && !NO_FAILURES.has(kind))
    return "the client's side of a failure at the upstream, and counted there";
  if (severity !== 'error') return 'no request is known to have failed by it';
  if (executed === 'answered') return 'the client got a part of the answer, or an error in its place';
  return 'no successful retry seen: the client got an error';
}

/** Evidence with its frame on the left and its level on the right. */
function evidenceLines({ evidence, capture }: Finding, { width, paint }: BlockStyle): string[] {
  const frames = Math.max(0, ...evidence.map(({ frame }) => `#${frame}`.length)) + 1;
  const room = width - INDENT - frames - LEVEL - 2;
  return evidence.flatMap((item, index) => {
    const label = index === 0 ? paint.dim('why') + ' '.repeat(INDENT - 3) : ' '.repeat(INDENT);
    return wrap(evidenceText(item, capture), room).map((line, i) => {
      if (i > 0) return ' '.repeat(INDENT + frames) + line;
      return `${label}${`#${item.frame}`.padEnd(frames)}${line.padEnd(room)}  ${paint.dim(item.level)}`;
    });
  });
}

/** Of a frame that lies in another file than the finding's. */
function inFile(capture: string | undefined): string {
  return capture === undefined ? '' : ` in ${plain(capture, 80)}`;
}

function evidenceText({ text, capture }: Evidence, own: string): string {
  const elsewhere = capture === undefined || capture === own ? '' : ` (in ${plain(capture, 80)})`;
  return plain(text, 400) + elsewhere;
}

function causeText({ cause }: Finding): string {
  if (cause === null) return '';
  const because = cause.because.map((reason) => plain(reason, 300)).join('; ');
  return `${plain(cause.name, 200)} (${cause.confidence}${because === '' ? '' : `: ${because}`})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence used inside another one. */
function sentencePart(text: string): string {
  return plain(text, 300).replace(/\.$/, '');
}

/** Who says which end is gateway and which upstream, where the packets leave it open; empty where they tell. */
export function rolesText(evidence: Finding['connection']['roleEvidence']): string {
  if (evidence === 'option') return 'named by hand (--gateway, --upstream): no handshake was captured';
  if (evidence !== 'port') return '';
  return 'guessed by port numbers, no handshake was captured: --upstream ADDRESS tells who is the server';
}

/** What finds the request in other tools' records. */
function idText({ id, connection, request }: Finding): string {
  const carried = request?.id ? `, request id ${plain(request.id, 100)}` : '';
  return `finding ${id} on connection ${connection.index}${carried}`;
}

/** How many findings fit the question, and how to see the others. */
export function choiceLine(number: number, findings: number): string {
  if (findings < 2) return '';
  return `${number} of ${counted(findings, 'finding')} that fit; the next: --nth ${number < findings ? number + 1 : 1}`;
}
