/**
 * closecall: finds out who closed the TCP connection under a failed HTTP request, and whether the request was executed.
 *
 * The public API and nothing else. This entry runs anywhere; Node gets the same with paths (`src/node/index.ts`).
 */
export { type Analysis, type AnalyzeOptions, timelineKey } from './analysis.ts';
export { analyze, type SourceOptions } from './analyze.ts';
export { Analyzer } from './analyzer.ts';
export type { BlobLike, ByteStream, CaptureSource } from './byte-source.ts';
export { CaptureError } from './capture/errors.ts';
export { combine } from './combine.ts';
export type { KindDescription } from './detect/finding.ts';
export { kinds } from './detect/registry.ts';
export type { NamedRoles } from './flow/roles.ts';
export type { Progress } from './progress.ts';
export type { Redaction } from './report/names.ts';
export { redact } from './report/redact.ts';
export type {
  Capture,
  Confidence,
  Connection,
  Evidence,
  Executed,
  Finding,
  Incident,
  Owner,
  Proof,
  Remedy,
  Report,
  Severity,
  Summary,
  Timer,
} from './report/schema.ts';
export type { CaptureResult } from './result.ts';
export type { Timeline } from './timeline/schema.ts';
