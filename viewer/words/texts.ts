/** The sentences that the analysis wrote into a report: what a translation has to cover. */
import { harmlessName, words } from '../../src/report/kind-words.ts';
import type { Finding, Report } from '../../src/report/schema.ts';

export function* textsOf(report: Report): Generator<string> {
  for (const { title, what, cause, remedy } of report.incidents) {
    yield title;
    yield what;
    yield* causeTexts(cause);
    for (const { text } of remedy) yield text;
  }
  for (const finding of report.findings) yield* findingTexts(finding);
  for (const { issues } of report.captures) for (const { message } of issues) yield message;
  yield* report.redaction.removed;
  for (const [kind, count] of Object.entries(report.summary.harmless)) yield harmlessName(kind, count);
  yield* Object.keys(report.summary.undecided).map(words);
}

function* findingTexts({
  title,
  explanation,
  evidence,
  excluded,
  cause,
  remedy,
}: Finding): Generator<string> {
  yield title;
  yield explanation;
  for (const { text } of evidence) yield text;
  for (const { kind, why } of excluded) {
    yield words(kind);
    yield why;
  }
  yield* causeTexts(cause);
  for (const { text } of remedy) yield text;
}

function* causeTexts(cause: Finding['cause']): Generator<string> {
  if (cause === null) return;
  yield cause.name;
  yield* cause.because;
}
