/**
 * The report as JUnit XML, as CI servers show it: a suite per upstream, a test case per incident, which fails where a
 * request failed and no retry hid it. An upstream without incidents is one case that passed.
 */
import { executedText } from './counts.ts';
import { decidingPlace } from './deciding-place.ts';
import { escapeAttribute, escapeText } from './escape.ts';
import type { Finding, Incident, Report } from './schema.ts';
import { visible } from './visible.ts';

/** Findings told under each incident. */
const MOST_FINDINGS = 50;

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly outcome: 'passed' | 'failure' | 'error';
  /** Kind of failure, then what to read. */
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

interface Suite {
  readonly name: string;
  readonly timestamp: string | null;
  readonly cases: readonly TestCase[];
}

export function* junitPieces(report: Report): Generator<string, void, void> {
  const suites = suitesOf(report);
  const cases = suites.flatMap((suite) => suite.cases);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="closecall" ${counts(cases)}>\n`;
  for (const { name, timestamp, cases: own } of suites) {
    const time = timestamp === null ? '' : ` timestamp="${timestamp.slice(0, 19)}"`;
    yield `  <testsuite name="${attribute(name)}" ${counts(own)} skipped="0" time="0"${time}>\n`;
    for (const testCase of own) yield caseText(testCase);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function suitesOf(report: Report): Suite[] {
  const byId = new Map(report.findings.map((finding) => [finding.id, finding]));
  const upstreams = report.endpoints.filter(({ role }) => role === 'upstream').map(({ address }) => address);
  const named = report.incidents.flatMap(({ endpoints }) => endpoints.slice(0, 1));
  const suites = [...new Set([...upstreams, ...named])].map((address): Suite => {
    const own = report.incidents.filter(({ endpoints }) => endpoints[0] === address);
    const cases = own.map((incident) => incidentCase(incident, address, byId));
    return {
      name: address,
      timestamp: own[0]?.firstTime ?? null,
      cases: cases.length > 0 ? cases : [passed('no failed request', address)],
    };
  });
  return [...suites, { name: 'captures', timestamp: null, cases: report.captures.map(captureCase) }];
}

function incidentCase(incident: Incident, address: string, byId: ReadonlyMap<string, Finding>): TestCase {
  const findings = incident.findings.flatMap((id) => byId.get(id) ?? []);
  const failed = findings.some(({ severity }) => severity === 'error');
  const more = findings.length - MOST_FINDINGS;
  const executed = executedText(incident);
  return {
    name: `${incident.title} (${incident.id})`,
    className: address,
    outcome: failed ? 'failure' : 'passed',
    type: incident.family,
    message: incident.what,
    lines: [
      ...(executed === '' ? [] : [`executed: ${executed}`]),
      `who: ${incident.owner}${incident.cause === null ? '' : `, ${incident.cause.name} (${incident.cause.confidence})`}`,
      ...incident.remedy.map(({ text }) => `do: ${text}`),
      ...findings.slice(0, MOST_FINDINGS).map(findingLine),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
  };
}

function findingLine(finding: Finding): string {
  const { time, id, kind, confidence, executed, request, displayFilter } = finding;
  const place = decidingPlace(finding);
  const at = place === null ? finding.capture : `${place.capture} frame ${place.frame}`;
  const name = request?.method == null ? '' : ` ${request.method} ${request.target ?? ''}`;
  return `${time} ${id} ${kind}${name}, ${confidence}, executed: ${executed}, ${at}, ${displayFilter}`;
}

/** A capture that could not be analysed to its end says nothing about what it did not show. */
function captureCase({ path, complete, issues }: Report['captures'][number]): TestCase {
  if (complete) return passed(path, 'captures');
  const [issue] = issues;
  return {
    name: path,
    className: 'captures',
    outcome: 'error',
    type: issue?.code ?? 'damaged',
    message: issue?.message ?? 'not wholly analysed',
    lines: issues.slice(1).map(({ message }) => message),
  };
}

function passed(name: string, className: string): TestCase {
  return { name, className, outcome: 'passed', type: '', message: '', lines: [] };
}

function caseText({ name, className, outcome, type, message, lines }: TestCase): string {
  const open = `    <testcase name="${attribute(name)}" classname="${attribute(className)}" time="0"`;
  const body = lines.map((line) => escapeText(visible(line, 1000))).join('\n');
  if (outcome === 'passed')
    return body === ''
      ? `${open}/>\n`
      : `${open}>\n      <system-out>${body}</system-out>\n    </testcase>\n`;
  return `${open}>\n      <${outcome} type="${attribute(type)}" message="${attribute(message)}">${body}</${outcome}>\n    </testcase>\n`;
}

function counts(cases: readonly TestCase[]): string {
  const of = (outcome: TestCase['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

function attribute(text: string): string {
  return escapeAttribute(visible(text, 400));
}
