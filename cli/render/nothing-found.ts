/** What `scan` prints where no request failed: the commonest outcome, and an answer that has to be as solid. */
import { errorAnswers } from '../../src/report/error-answers.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import { type BlockStyle, block } from './block.ts';
import { captureSpan, headerLines } from './header.ts';
import type { ScanTextOptions, UsedFilter } from './options.ts';
import { noteLines, remarks } from './remarks.ts';
import { count, counted, plain, wrap } from './text.ts';

const INDENT = 14;

export function nothingFoundLines(report: Report, options: ScanTextOptions): string[] {
  const { width, paint } = options;
  const style: BlockStyle = { margin: 0, indent: INDENT, width, paint };
  const opening = [
    ...headerLines(report, options),
    '',
    ...wrap(verdict(report, options.filter), width).map((line) => paint.bold(line)),
    '',
  ];
  if (report.summary.tcpPackets === 0)
    return [...opening, ...unread(report).flatMap((text) => item(text, style))];
  const notes = noteLines(report, options);
  const rest = [...notes, ...block('checked', checked(report), style), ...remarks(report, options)];
  // What the filter hid may well be the explanation.
  const explained = leftOut(report, options.filter) || clientsLeft(report);
  return explained ? [...opening, ...rest] : [...opening, ...rest, '', ...adviceLines(report, options)];
}

function adviceLines(report: Report, options: ScanTextOptions): string[] {
  const { width, paint } = options;
  const style: BlockStyle = { margin: 0, indent: INDENT, width, paint };
  const answered = errorAnswers(report);
  const [heading, items] =
    answered.length > 0
      ? ['Where these errors come from:', whoAnswered(answered)]
      : [
          'If there was a 502 or 504 all the same, it came from somewhere that these packets do not show:',
          elsewhere(report, options),
        ];
  return [...wrap(heading, width), ...items.flatMap((text) => item(text, style))];
}

/** Who made up the errors that the packets show, and where to look next. */
function whoAnswered(answered: readonly Finding[]): string[] {
  const alone = answered.filter(({ kind }) => kind === 'gateway-answered-alone').length;
  const ownPage = answered.filter(
    ({ kind, manner }) => kind === 'upstream-error-response' && manner === 'own-page',
  ).length;
  const upstream = answered.length - alone - ownPage;
  return [
    ...(ownPage > 0
      ? [
          `${count(ownPage)} from the gateway: what failed lies behind it. Capture on its host, towards its upstreams; closecall tcpdump prints the command`,
        ]
      : []),
    ...(alone > 0
      ? [
          `${count(alone)} from the gateway, without asking an upstream: look for "no live upstreams" and the like in its error log`,
        ]
      : []),
    ...(upstream > 0
      ? [
          `${count(upstream)} from the server itself: look for the status in its log, or capture one hop further in`,
        ]
      : []),
  ];
}

function item(text: string, style: BlockStyle): string[] {
  return block('  -', text, { ...style, indent: 4 });
}

/** Why a capture may hold nothing to judge. */
function unread({ captures, summary }: Report): string[] {
  if (summary.packets === 0) {
    return [
      'the capture filter matched nothing: is the port right, is the traffic inside VLAN tags or a tunnel?',
      'the interface carries none of it: capture on "any", or on the host itself instead of a mirror port',
    ];
  }
  const linkTypes = [...new Set(captures.flatMap((capture) => capture.linkTypes))];
  const issues = captures.flatMap((capture) => capture.issues).slice(0, 3);
  return [
    ...issues.map(({ message }) => plain(message, 300)),
    `the link type is ${plain(linkTypes.join(', '))}: with -v every remark on the packets`,
  ];
}

function verdict(report: Report, filter: UsedFilter | null): string {
  const { summary, captures, findings } = report;
  const { packets, tcpPackets, requests, connections } = summary;
  if (packets === 0) return captures.length > 0 ? 'The capture holds no packets.' : 'Nothing was analysed.';
  if (tcpPackets === 0) return `None of the ${counted(packets, 'packet')} could be read as TCP.`;
  if (filter !== null && leftOut(report, filter)) return filteredVerdict(findings.length, filter);
  if (clientsLeft(report)) return 'No request failed at the upstream.';
  if (requests === 0) return `No HTTP request was seen on ${counted(connections, 'connection')}.`;
  if (!judgedAny(report)) return `Nothing could be judged on ${counted(connections, 'connection')}.`;
  return `No request failed because a connection was closed under it${answeredText(report)}.`;
}

/** What the clients saw all the same. */
function answeredText(report: Report): string {
  const answered = errorAnswers(report).length;
  const requests = counted(report.summary.requests, 'request');
  return answered === 0
    ? ''
    : `, but ${count(answered)} of ${requests} ${answered === 1 ? 'was' : 'were'} answered with 502, 503 or 504`;
}

/** Whether the verdict rests on any connection: captures of one direction leave none. */
function judgedAny({ summary }: Report): boolean {
  const undecided = Object.values(summary.undecided).reduce((sum, each) => sum + each, 0);
  return summary.connections > undecided;
}

/** Whether clients that gave up explain their errors, and no upstream answered with one. */
function clientsLeft({ findings }: Report): boolean {
  const kinds = new Set(findings.map(({ kind }) => kind));
  return kinds.has('client-abort') && !kinds.has('upstream-error-response');
}

/** Whether there is more without the filter. */
function leftOut({ findings }: Report, filter: UsedFilter | null): boolean {
  return filter !== null && filter.findings > findings.length;
}

/** Never an all-clear: it speaks of the filter, not of the captures. */
function filteredVerdict(left: number, { words, findings, failedRequests }: UsedFilter): string {
  const what = left === 0 ? 'No finding fits' : 'No failed request fits';
  const there = findings === 1 ? 'there is' : 'there are';
  const failed =
    failedRequests === 0 ? 'none of a failed request' : `${counted(failedRequests, 'request')} failed`;
  return `${what} ${plain(words, 300)}. Without it ${there} ${counted(findings, 'finding')}: ${failed}.`;
}

function checked({ summary }: Report): string {
  const { requests, responses, connections } = summary;
  if (requests === 0) {
    return `who ended ${counted(connections, 'connection')}, and with what; HTTP/1 requests are looked for on every port`;
  }
  return (
    `${counted(requests, 'request')} for a whole response (${count(responses)} came), and on ` +
    `${counted(connections, 'connection')} who closed first, what was outstanding then, and what was acknowledged`
  );
}

/** Where else a gateway's error may come from. */
function elsewhere({ captures }: Report, { zone }: ScanTextOptions): string[] {
  const span = captureSpan(captures, zone);
  const cut = captures.some(({ issues }) => issues.some(({ code }) => code === 'payload-cut'));
  return [
    ...(cut ? ['an answer that the snap length cut is not judged: capture with tcpdump -s 0'] : []),
    "the upstream answered it itself: look for the status in the upstream's access log, or capture one hop further in",
    'the gateway answered alone, without asking an upstream: look for "no live upstreams" and the like in its error log',
    'another leg: this interface or capture filter does not carry the connection that failed',
    `another time: this capture covers ${span === '' ? 'no time at all' : span}`,
  ];
}
