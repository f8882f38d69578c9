/**
 * What a report may tell. `standard` is how reports are made; `share` is for people outside: addresses, ports, hosts,
 * ids, paths and file names become roles that stay the same throughout the report. Times, lengths, sequence numbers
 * and statuses stay: without them nothing could be checked.
 */
import { type Analysis, captureOf, timelineKey } from '../analysis.ts';
import type { Exchange, Timeline } from '../timeline/schema.ts';
import { withoutQuery } from '../timeline/target.ts';
import { REDACTIONS, type Redaction } from './names.ts';
import { Roles } from './roles.ts';
import type { Capture, Connection, Finding, Incident, Remedy, Report } from './schema.ts';

const ALWAYS = ['payload', 'header fields but Host, Server, Keep-Alive and the request id'];
const QUERIES = ['queries of request targets'];
const IDENTITIES = [
  'addresses and ports',
  'host names',
  'request ids',
  'path segments',
  'unregistered methods',
  'names and hashes of capture files',
  'what logs say of the findings',
];

const REMOVED: Readonly<Record<Redaction, readonly string[]>> = {
  none: ALWAYS,
  standard: [...ALWAYS, ...QUERIES],
  share: [...ALWAYS, ...QUERIES, ...IDENTITIES],
};

/** What a report of this level says about itself. */
export function redactionOf(level: Redaction): Report['redaction'] {
  return { level, removed: [...REMOVED[level]] };
}

/** The analysis at `level`, or as it is where it tells less already: what was removed cannot come back. */
export function redact(analysis: Analysis, level: Redaction): Analysis {
  const has = REDACTIONS.indexOf(analysis.report.redaction.level);
  if (REDACTIONS.indexOf(level) <= has) return analysis;
  return level === 'share' ? shared(analysis) : withoutQueries(analysis);
}

function withoutQueries({ report, timelines }: Analysis): Analysis {
  const targets = new Map(report.findings.map(({ id, request }) => [id, request?.target ?? null]));
  return {
    timelines,
    report: {
      ...report,
      redaction: redactionOf('standard'),
      findings: report.findings.map((finding) => ({
        ...finding,
        request: finding.request && { ...finding.request, target: shortened(finding.request.target) },
      })),
      incidents: report.incidents.map((incident) => {
        const target = targets.get(incident.findings[0] ?? '') ?? '';
        return {
          ...incident,
          what: target === '' ? incident.what : incident.what.replaceAll(target, withoutQuery(target)),
        };
      }),
    },
  };
}

function shortened(target: string | null): string | null {
  return target === null ? null : withoutQuery(target);
}

/** The first mention names: client legs, whose ends are others than elsewhere, then endpoints, numbered as the report lists them. */
function shared({ report, timelines }: Analysis): Analysis {
  const roles = new Roles();
  for (const { leg, connection } of report.findings) if (leg === 'client') nameClientLeg(connection, roles);
  for (const { address, role } of report.endpoints)
    roles.endpoint(address, role === 'upstream' ? 'upstream' : 'proxy');
  const captures = report.captures.map((capture) => sharedCapture(capture, roles));
  const findings = report.findings.map((finding) => sharedFinding(finding, roles));
  const byId = new Map(report.findings.map((finding) => [finding.id, finding]));
  const { proxyLogs: _, ...rest } = report;
  return {
    report: {
      ...rest,
      redaction: redactionOf('share'),
      captures,
      findings,
      endpoints: report.endpoints.map((each) => ({ ...each, address: roles.endpoint(each.address) })),
      incidents: report.incidents.map((each) =>
        sharedIncident(each, byId.get(each.findings[0] ?? ''), roles),
      ),
      timers: report.timers.map((timer) => ({ ...timer, endpoint: roles.endpoint(timer.endpoint) })),
      ...(report.connections === undefined
        ? {}
        : { connections: report.connections.map((each) => ({ ...each, ...ends(each, roles) })) }),
    },
    timelines: new Map([...timelines].map(([key, timeline]) => sharedTimeline(key, timeline, roles))),
  };
}

function nameClientLeg({ client, server }: Finding['connection'], roles: Roles): void {
  roles.endpoint(client, 'client');
  roles.endpoint(server, 'proxy');
}

function ends({ client, server }: Pick<Connection, 'client' | 'server'>, roles: Roles) {
  return { client: roles.endpoint(client, 'proxy'), server: roles.endpoint(server, 'upstream') };
}

function sharedCapture(capture: Capture, roles: Roles): Capture {
  const issues = capture.issues.map((issue) => ({ ...issue, message: roles.text(issue.message) }));
  return { ...capture, path: roles.capture(capture.path), sha256: null, issues };
}

function sharedFinding(finding: Finding, roles: Roles): Finding {
  const text = textOf(finding, roles);
  const { logged: _, ...rest } = finding;
  const { request, connection, cause, capture, proofCapture, masked } = finding;
  const own = ends(connection, roles);
  return {
    ...rest,
    explanation: text(finding.explanation),
    capture: roles.capture(capture),
    connection: { ...connection, ...own },
    ...(proofCapture === undefined ? {} : { proofCapture: roles.capture(proofCapture) }),
    request: request && {
      ...sharedPlace(request, roles),
      ...sharedRequest(request, roles),
      ...sharedClient(request, roles),
    },
    masked: masked && sharedPlace(masked, roles),
    evidence: finding.evidence.map((each) => ({ ...sharedPlace(each, roles), text: text(each.text) })),
    excluded: finding.excluded.map(({ kind, why }) => ({ kind, why: text(why) })),
    cause: cause && { ...cause, name: text(cause.name), because: cause.because.map(text) },
    remedy: finding.remedy.map((remedy) => sharedRemedy(remedy, text)),
    logs: finding.logs.map(text),
    // A filter by addresses would tell them.
    tupleFilter: finding.displayFilter,
  };
}

/** A frame with the name of its file, where it has one. */
function sharedPlace<T extends { readonly capture?: string | undefined }>(place: T, roles: Roles): T {
  return place.capture === undefined ? place : { ...place, capture: roles.capture(place.capture) };
}

function sharedIncident(incident: Incident, first: Finding | undefined, roles: Roles): Incident {
  const text = textOf(first, roles);
  const { cause } = incident;
  return {
    ...incident,
    endpoints: incident.endpoints.map((endpoint) => roles.endpoint(endpoint)),
    what: text(incident.what),
    cause: cause && { ...cause, name: text(cause.name), because: cause.because.map(text) },
    remedy: incident.remedy.map((remedy) => sharedRemedy(remedy, text)),
    logs: incident.logs.map(text),
  };
}

function sharedRemedy(
  { where, setting, value, text: words }: Remedy,
  text: (from: string) => string,
): Remedy {
  return { where: text(where), setting: text(setting), value: text(value), text: text(words) };
}

/** What is known of the request is replaced in its sentences, then every address. */
function textOf(finding: Finding | undefined, roles: Roles): (text: string) => string {
  const request = finding?.request ?? null;
  const { method = null, target = null, host = null, id = null } = request ?? {};
  const phrases: [string, string][] = [];
  if (method !== null && target !== null) {
    const to = `${roles.method(method)} ${roles.target(target)}`;
    phrases.push([`${method} ${target}`, to], [`${method} ${withoutQuery(target)}`, to]);
  }
  // Shorter ones are words of the sentences too: of `/`, `a` or `OK` nothing can be told.
  if (target !== null && target.length > 3) phrases.push([target, roles.target(target)]);
  if (host !== null && host.length > 3) phrases.push([host, roles.host(host)]);
  if (id !== null && id.length > 3) phrases.push([id, roles.id(id)]);
  if (method !== null && roles.method(method) !== method) phrases.push([method, roles.method(method)]);
  return (text) => roles.text(phrases.reduce((rest, [from, to]) => rest.replaceAll(from, () => to), text));
}

function sharedClient({ clientAddress }: NonNullable<Finding['request']>, roles: Roles) {
  return clientAddress === undefined ? {} : { clientAddress: roles.endpoint(clientAddress) };
}

type Identified = {
  readonly method: string | null;
  readonly target: string | null;
  readonly host: string | null;
  readonly id: string | null;
};

function sharedRequest({ method, target, host, id }: Identified, roles: Roles): Identified {
  return {
    method: method === null ? null : roles.method(method),
    target: target === null ? null : roles.target(target),
    host: host === null ? null : roles.host(host),
    id: id === null ? null : roles.id(id),
  };
}

function sharedTimeline(key: string, timeline: Timeline, roles: Roles): [string, Timeline] {
  const { client, server } = ends(
    { client: timeline.client.address, server: timeline.server.address },
    roles,
  );
  return [
    timelineKey(roles.capture(captureOf(key)), timeline.index),
    {
      ...timeline,
      proxiedFor: timeline.proxiedFor === null ? null : roles.endpoint(timeline.proxiedFor),
      client: { ...timeline.client, address: client },
      server: { ...timeline.server, address: server },
      exchanges: timeline.exchanges.map((exchange) => sharedExchange(exchange, roles)),
      serverProduct: null,
      ...(timeline.files === undefined
        ? {}
        : { files: timeline.files.map((file) => sharedPlace(file, roles)) }),
    },
  ];
}

function sharedExchange(exchange: Exchange, roles: Roles): Exchange {
  const { request } = exchange;
  return request === null
    ? exchange
    : { ...exchange, request: { ...request, ...sharedRequest(request, roles) } };
}
