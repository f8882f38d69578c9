/**
 * The report as SARIF 2.1.0 (OASIS standard), which code hosts and editors read. A kind of finding is a rule, a
 * finding a result; it lies in a capture, at a frame, which SARIF knows as a logical location.
 */
import type { KindDescription } from '../detect/finding.ts';
import { kinds } from '../detect/registry.ts';
import { decidingPlace } from './deciding-place.ts';
import { escapeSarif } from './escape.ts';
import { jsonPieces, jsonText } from './json.ts';
import type { Capture, Finding, Report } from './schema.ts';
import { visible } from './visible.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** As one JSON document. `version` is this program's. */
export function* sarifPieces(report: Report, version: string): Generator<string, void, void> {
  const found = new Set(report.findings.map(({ kind }) => kind));
  const used = kinds.filter(({ kind }) => found.has(kind));
  const rules = new Map(used.map(({ kind }, index) => [kind, index]));
  const artifacts = new Map(report.captures.map(({ path }, index) => [path, index]));
  yield `{"$schema": ${jsonText(SCHEMA)}, "version": "2.1.0", "runs": [`;
  yield* jsonPieces({
    tool: { driver: { name: 'closecall', semanticVersion: version, version, rules: used.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.captures.every(({ complete }) => complete),
        toolExecutionNotifications: report.captures.flatMap(notificationsOf),
      },
    ],
    artifacts: report.captures.map(artifactOf),
    results: results(report.findings, rules, artifacts),
    properties: { redaction: report.redaction },
  });
  yield ']}\n';
}

function ruleOf({ kind, title, summary, decided, owner }: KindDescription) {
  return {
    id: kind,
    name: title,
    shortDescription: { text: escapeSarif(title) },
    fullDescription: { text: escapeSarif(summary) },
    help: { text: escapeSarif(`${summary} Decided by: ${decided} Who has to act: ${owner}`) },
  };
}

function artifactOf({ path, bytes, sha256 }: Capture) {
  return {
    location: { uri: uriOf(path) },
    length: bytes,
    ...(sha256 === null ? {} : { hashes: { 'sha-256': sha256 } }),
  };
}

function notificationsOf({ path, issues, complete }: Capture) {
  return issues.map(({ code, message }) => ({
    descriptor: { id: code },
    level: complete ? 'note' : 'error',
    message: messageOf(message),
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
  }));
}

type Indexes = ReadonlyMap<string, number>;

function* results(findings: readonly Finding[], rules: Indexes, artifacts: Indexes) {
  for (const finding of findings) yield resultOf(finding, rules, artifacts);
}

function resultOf(finding: Finding, rules: Indexes, artifacts: Indexes) {
  const { kind, severity, explanation, connection, evidence } = finding;
  const { capture, frame } = decidingPlace(finding) ?? { capture: finding.capture, frame: 0 };
  const uri = uriOf(capture);
  const index = artifacts.get(capture);
  return {
    ruleId: kind,
    ...(rules.has(kind) ? { ruleIndex: rules.get(kind) } : {}),
    level: severity,
    message: messageOf(explanation),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri, ...(index === undefined ? {} : { index }) } },
        logicalLocations: [{ name: `frame ${frame}`, fullyQualifiedName: `tcp.stream ${connection.index}` }],
        message: messageOf(`${connection.client} to ${connection.server}`),
      },
    ],
    relatedLocations: evidence.map(({ frame: number, text, capture: other = finding.capture }, id) => ({
      id,
      message: messageOf(`frame ${number}: ${text}`),
      physicalLocation: { artifactLocation: { uri: uriOf(other) } },
    })),
    partialFingerprints: { 'closecallFinding/v1': finding.id },
    properties: propertiesOf(finding),
  };
}

/** What SARIF has no place for, by the names of the report. */
function propertiesOf(finding: Finding) {
  const { family, manner, leg, confidence, owner, executed, proof, time, requestsFailed } = finding;
  const { request, masked, measures, cause, remedy, logged, displayFilter, tupleFilter } = finding;
  const verdict = { family, manner, leg, confidence, owner, executed, proof, time, requestsFailed };
  const told = { request, masked, measures, cause, logged, displayFilter, tupleFilter };
  return { ...verdict, ...told, remedy: remedy.map(({ text }) => visible(text, 400)) };
}

function messageOf(text: string): { readonly text: string } {
  return { text: escapeSarif(visible(text, 1000)) };
}

/** A path as a URI reference (RFC 3986): relative ones stay relative, and none can be taken for one with a scheme. */
function uriOf(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/\p{Surrogate}/gu, '\ufffd');
  const encoded = slashed.split('/').map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
}
