/** What was wrong with the compression of a file, told where the report describes the capture. */
import type { Capture } from '../report/schema.ts';
import type { CaptureResult } from '../result.ts';
import type { CompressionFault } from './compression.ts';

/** The result with the faults of its files, by name. */
export function withFaults(
  result: CaptureResult,
  faults: ReadonlyMap<string, CompressionFault | null>,
): CaptureResult {
  const captures = result.captures.map((capture): Capture => {
    const fault = faults.get(capture.path);
    if (!fault) return capture;
    return {
      ...capture,
      issues: [...capture.issues, { code: fault.code, message: fault.message }],
      truncated: capture.truncated || fault.code === 'cut-short',
      complete: capture.complete && fault.code !== 'damaged-compression',
    };
  });
  return { ...result, captures };
}
