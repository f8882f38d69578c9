/** What a line of a proxy's or an upstream's log says about one request, whatever the format: when, which request, between whom. */
import { LOG_MESSAGES } from '../src/knowledge/log-table.ts';
import type { Finding } from '../src/report/schema.ts';
import { withoutQuery } from '../src/timeline/target.ts';

export interface LogLine {
  readonly text: string;
  /** As `typedTime` reads it; with its zone where the line has one. Null where it tells no time. */
  readonly time: string | null;
  /** Null where it quotes none. */
  readonly request: { readonly method: string; readonly target: string } | null;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH = `(?<month>${MONTHS.join('|')})[a-z]*`;
const CLOCK = '(?<clock>\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d+)?)';

/** The most telling first. A line of syslog has its own time in front of the program's. */
const TIMES: readonly RegExp[] = [
  // RFC 3339, and what Envoy, Traefik, Spring and journald make of it
  new RegExp(
    `(?<year>\\d{4})-(?<monthNumber>\\d{2})-(?<day>\\d{2})[T ]${CLOCK} ?(?<zone>Z|[+-]\\d{2}:?\\d{2})?`,
  ),
  // the Common Log Format of Apache and nginx; HAProxy, without the zone
  new RegExp(`(?<day>\\d{1,2})/${MONTH}/(?<year>\\d{4}):${CLOCK}(?: (?<zone>[+-]\\d{4}))?`),
  // nginx's error log, Go's log package
  new RegExp(`(?<year>\\d{4})/(?<monthNumber>\\d{2})/(?<day>\\d{2}) ${CLOCK}`),
  // Apache's error log
  new RegExp(`${MONTH} +(?<day>\\d{1,2}) ${CLOCK} (?<year>\\d{4})`),
  // seconds or milliseconds since 1970: Caddy, nginx's $msec
  /(?<![\d.])(?<seconds>1\d{9})(?:(?<thousandths>\d{3})|(?<fraction>\.\d+))?(?![\d.])/,
  new RegExp(`(?<![\\d:])${CLOCK}`),
];

/** As Go and Java print an IPv4 peer of a dual-stack socket; packets hold the bare address. */
const MAPPED = /\[::ffff:([\d.]+)\]/gi;

export function parseLogLine(line: string): LogLine {
  const text = line.replace(MAPPED, '$1');
  return { text, time: timeOf(text), request: requestOf(text) };
}

function timeOf(text: string): string | null {
  for (const pattern of TIMES) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return timeText(groups);
  }
  return null;
}

function timeText(groups: Readonly<Record<string, string | undefined>>): string {
  const { year, month, monthNumber, day = '', clock = '', zone = '' } = groups;
  const { seconds, thousandths, fraction } = groups;
  if (seconds !== undefined)
    return seconds + (fraction ?? (thousandths === undefined ? '' : `.${thousandths}`));
  const time = clock.replace(/^\d:/, '0$&').replace(',', '.');
  if (year === undefined) return withFraction(time);
  const number = monthNumber ?? String(MONTHS.indexOf(month ?? '') + 1).padStart(2, '0');
  return `${year}-${number}-${day.padStart(2, '0')}T${withFraction(time)}${zone}`;
}

/** A clock of whole seconds means any time in that second: on average its middle. */
function withFraction(time: string): string {
  return time.includes('.') ? time : `${time}.5`;
}

function requestOf(text: string): LogLine['request'] {
  const [, method, target] = /\b([A-Z]{3,10}) (\S+) HTTP\/\d/.exec(text) ?? [];
  if (method !== undefined && target !== undefined) return { method, target: pathOf(target) };
  const [, name] = /"(?:request_?)?method": ?"([A-Z]{3,10})"/i.exec(text) ?? [];
  const [, path] = /"(?:request_?)?(?:uri|path|url)": ?"([^"]+)"/i.exec(text) ?? [];
  return name === undefined || path === undefined ? null : { method: name, target: pathOf(path) };
}

/** Reports tell no queries, and of an absolute URL servers see the path only. */
function pathOf(target: string): string {
  return withoutQuery(target.replace(/^[a-z]+:\/\/[^/?#]+/i, '') || '/');
}

/** What is constant in the messages of proxies and upstreams, long enough to be no chance, and the kinds that they stand for. */
const MESSAGES = LOG_MESSAGES.map(({ text, kinds }) => ({
  parts: text.split('…').map((part) => part.trim()),
  // `kind/manner` is narrower than what a line tells.
  kinds: kinds.map((kind) => kind.replace(/\/.*/, '')),
})).filter(({ parts }) => parts.every((part) => part.length > 11));

/** Kinds of findings of which the line's message speaks; none for another message. */
export function kindsSaid(text: string): ReadonlySet<string> {
  const said = MESSAGES.filter(({ parts }) => parts.every((part) => text.includes(part)));
  return new Set(said.flatMap(({ kinds }) => kinds));
}

/**
 * The findings that the line may speak of: those with its request id, else those of its upstream and its request. Rather failures
 * than remarks, of a kind that its message stands for, and on the connection that it names.
 */
export function meantBy({ text, request }: LogLine, findings: readonly Finding[]): readonly Finding[] {
  const byId = findings.filter(
    ({ request: own }) => (own?.id?.length ?? 0) > 3 && mentions(text, own?.id ?? ''),
  );
  const ofServer = findings.filter(({ connection }) => mentions(text, connection.server));
  const pool = byId.length > 0 ? byId : ofServer.length > 0 ? ofServer : findings;
  const fitting = request === null ? pool : pool.filter((finding) => isOf(finding, request));
  const said = kindsSaid(text);
  return [
    ({ severity }: Finding) => severity !== 'note',
    ({ kind }: Finding) => said.has(kind),
    ({ connection }: Finding) => mentions(text, connection.client),
  ].reduce<readonly Finding[]>(preferred, fitting);
}

/** Whether there is anything in the line by which one of the findings could be chosen. */
export function tellsAnything({ text, time, request }: LogLine, findings: readonly Finding[]): boolean {
  if (time !== null || request !== null) return true;
  return findings.some(({ connection, request: own }) =>
    [connection.server, connection.client, own?.id ?? ''].some((part) => mentions(text, part)),
  );
}

function preferred(findings: readonly Finding[], wanted: (finding: Finding) => boolean): readonly Finding[] {
  const better = findings.filter(wanted);
  return better.length > 0 ? better : findings;
}

/** What was not captured contradicts nothing. */
function isOf({ request }: Finding, { method, target }: NonNullable<LogLine['request']>): boolean {
  if (request === null || request.method === null) return true;
  return (
    request.method === method && (request.target === null || isTarget(withoutQuery(request.target), target))
  );
}

/** Where the snaplen cut a target, the dots behind its beginning stand for any end. */
function isTarget(seen: string, target: string): boolean {
  return seen.endsWith('...') ? target.startsWith(seen.slice(0, -3)) : seen === target;
}

/** Whether `part` stands in `text` as a whole: 10.0.0.2:80 is not in 10.0.0.2:8080. */
function mentions(text: string, part: string): boolean {
  for (let at = text.indexOf(part); part !== '' && at >= 0; at = text.indexOf(part, at + 1)) {
    const around = (text[at - 1] ?? ' ') + (text[at + part.length] ?? ' ');
    if (!/[\w.-]/.test(around.charAt(0)) && !/[\w-]/.test(around.charAt(1))) return true;
  }
  return false;
}
