/** The formats of `scan`, the endings of file names that choose them, and those that other commands write. */
import { extname } from 'node:path';
import { shellWord } from './render/shell.ts';
import { UsageError } from './usage-error.ts';

export const FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown', 'junit', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

const ENDINGS: ReadonlyMap<string, Format> = new Map([
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.csv', 'csv'],
  ['.md', 'markdown'],
  ['.xml', 'junit'],
  ['.sarif', 'sarif'],
]);

/** The command that writes files with this ending; null where it says nothing. */
export function writerOf(output: string): 'scan' | 'show' | 'report' | null {
  const ending = extname(output).toLowerCase();
  if (/^\.html?$/.test(ending)) return 'report';
  if (/^\.(?:svg|png|mmd)$/.test(ending)) return 'show';
  return ENDINGS.has(ending) ? 'scan' : null;
}

/** Nobody could open text, or anything else of ours, under such a name. */
const FOREIGN = /^\.(?:parquet|xlsx?|ods|pdf|zip|gz|zst|lz4|pcap|pcapng|cap)$/;

/** Whether no command writes files with this ending, or only `extract`. */
export function isForeign(output: string): boolean {
  return FOREIGN.test(extname(output).toLowerCase());
}

/** Text where the ending says nothing. Throws `UsageError` for pages and pictures, which other commands write, and for what none writes. */
export function formatOf(output = ''): Format {
  if (isForeign(output))
    throw new UsageError(
      `scan writes ${FORMATS.join(', ')}, no ${extname(output).slice(1).toUpperCase()}`,
      'the ending chooses: .json, .ndjson, .csv, .md, .xml (JUnit), .sarif; any other is text',
    );
  const writer = writerOf(output);
  if (writer === 'report' || writer === 'show') {
    throw new UsageError(
      `scan writes ${FORMATS.join(', ')}, no ${extname(output).slice(1).toUpperCase()}`,
      `closecall ${writer} FILES... -o ${shellWord(output)} writes a ${writer === 'report' ? 'page' : 'picture'}`,
    );
  }
  return ENDINGS.get(extname(output).toLowerCase()) ?? 'text';
}
