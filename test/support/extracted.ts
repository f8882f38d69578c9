/** Findings extracted in memory, and what the extract is by itself. */
import { Analyzer } from '../../src/analyzer.ts';
import { combine } from '../../src/combine.ts';
import { type Extraction, extract } from '../../src/extract/extract.ts';
import { analyzePaths } from '../../src/node/analyze-paths.ts';
import { expandInputs } from '../../src/node/inputs.ts';
import { toInputs } from '../../src/node/path-input.ts';
import type { Redaction } from '../../src/report/names.ts';
import type { Finding, Report } from '../../src/report/schema.ts';

export interface Extracted extends Extraction {
  readonly whole: Report;
  /** The findings that were extracted. */
  readonly chosen: readonly Finding[];
  readonly bytes: Uint8Array;
  /** What an analysis of the extract finds. */
  readonly found: readonly Finding[];
}

/** Null where nothing was found in the captures. */
export async function extracted(
  paths: readonly string[],
  redaction: Redaction,
  choose: (findings: readonly Finding[]) => readonly Finding[] = (all) => all,
): Promise<Extracted | null> {
  const { report: whole } = await analyzePaths(paths, { maxTimelines: 0, checksums: false });
  const chosen = choose(whole.findings);
  if (chosen.length === 0) return null;
  const pieces: Uint8Array[] = [];
  const target = {
    begin: () => {
      pieces.length = 0;
    },
    // A piece is only lent.
    write: (piece: Uint8Array) => pieces.push(new Uint8Array(piece)),
  };
  const order = {
    inputs: toInputs((await expandInputs(paths)).paths),
    captures: whole.captures,
    findings: chosen,
    comments: new Map(),
    redaction,
    application: 'closecall test',
    about: () => '',
  };
  const extraction = await extract(order, target);
  const bytes = new Uint8Array(Buffer.concat(pieces));
  return { ...extraction, whole, chosen, bytes, found: bytes.length > 0 ? findingsIn(bytes) : [] };
}

function findingsIn(bytes: Uint8Array): readonly Finding[] {
  const analyzer = new Analyzer({ maxTimelines: 0 });
  analyzer.beginFile('extract');
  analyzer.feed(bytes);
  analyzer.endFile();
  return combine([analyzer.finish()], {}).report.findings;
}

/** What a verdict says that somebody acts on, by the finding's id. */
export function verdictsById(findings: readonly Finding[]): Map<string, unknown> {
  return new Map(
    findings.map(({ id, kind, manner, family, severity, confidence, owner, executed, proof, masked }) => [
      id,
      { kind, manner, family, severity, confidence, owner, executed, proof, masked: masked?.status },
    ]),
  );
}
