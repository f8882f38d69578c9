/** What `scan` prints where no request failed: the commonest outcome, and an answer that has to be as solid. */
import type { Report } from '../../src/report/schema.ts';
import { type BlockStyle, block } from './block.ts';
import { captureSpan, headerLines } from './header.ts';
import type { ScanTextOptions } from './options.ts';
import { remarks } from './remarks.ts';
import { count, counted, plain, wrap } from './text.ts';

const INDENT = 14;

export function nothingFoundLines(report: Report, options: ScanTextOptions): string[] {
  const { width, paint } = options;
  const style: BlockStyle = { margin: 0, indent: INDENT, width, paint };
  const opening = [...headerLines(report, options), '', paint.bold(verdict(report)), ''];
  if (report.summary.tcpPackets === 0)
    return [...opening, ...unread(report).flatMap((text) => item(text, style))];
  return [
    ...opening,
    ...block('checked', checked(report), style),
    ...remarks(report, options),
    '',
    ...wrap(
      'If there was a 502 or 504 all the same, it came from somewhere that these packets do not show:',
      width,
    ),
    ...elsewhere(report, options).flatMap((text) => item(text, style)),
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
    `the link type is ${plain(linkTypes.join(', '))}: with -v every remark on the packets`,
    ...issues.map(({ message }) => plain(message, 300)),
  ];
}

function verdict({ summary, captures }: Report): string {
  const { packets, tcpPackets, requests, connections } = summary;
  if (packets === 0) return captures.length > 0 ? 'The capture holds no packets.' : 'Nothing was analysed.';
  if (tcpPackets === 0) return `None of the ${counted(packets, 'packet')} could be read as TCP.`;
  if (requests === 0) return `No HTTP request was seen on ${counted(connections, 'connection')}.`;
  return `No request failed because a connection was closed under it.`;
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
  return [
    "the upstream answered it itself: look for the status in the upstream's access log, or capture one hop further in",
    'the gateway answered alone, without asking an upstream: look for "no live upstreams" and the like in its error log',
    'another leg: this interface or capture filter does not carry the connection that failed',
    `another time: this capture covers ${span === '' ? 'no time at all' : span}`,
  ];
}
