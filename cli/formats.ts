/** The formats of `scan`, and the endings of file names that choose them. */
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

/** Text where the ending says nothing. Throws `UsageError` for a page or a picture, which other commands write. */
export function formatOf(output: string | undefined): Format {
  const ending = extname(output ?? '').toLowerCase();
  if (/^\.(?:html?|svg|png|mmd)$/.test(ending)) {
    const page = ending.startsWith('.h');
    throw new UsageError(
      `scan writes ${FORMATS.join(', ')}, no ${ending.slice(1).toUpperCase()}`,
      `closecall ${page ? 'report' : 'show'} FILES... -o ${shellWord(output ?? '')} writes a ${page ? 'page' : 'picture'}`,
    );
  }
  return ENDINGS.get(ending) ?? 'text';
}
