/** What a report page is made of besides its data; the build puts it beside the program. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import type { Assets } from '../viewer/file.ts';
import { UsageError } from './usage-error.ts';

/** Throws `UsageError` where the viewer was not built. */
export function viewerAssets(): Assets {
  return {
    script: read('page.js'),
    loader: read('loader.js').trimEnd(),
    style: read('page.css'),
    sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    deflateBase64,
  };
}

/** Characters deflated at once: more in one piece would take as much memory again as all findings do. */
const PIECE = 4 << 20;

/** Each piece ends at the boundary of a byte (RFC 1951 §3.2.4), so that the next can follow. */
export function deflateBase64(pieces: Iterable<string>): string {
  const deflated: Buffer[] = [];
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    deflated.push(deflateRawSync(pending, { level: 9, finishFlush: constants.Z_SYNC_FLUSH }));
    pending = '';
  }
  deflated.push(deflateRawSync(pending, { level: 9 }));
  return Buffer.concat(deflated).toString('base64');
}

/** The page that reads captures, ready to be written. Throws `UsageError` where the viewer was not built. */
export function dropPage(): string {
  return read('closecall.html');
}

/** From dist/cli to dist/viewer. */
function read(name: string): string {
  try {
    return readFileSync(new URL(`../viewer/${name}`, import.meta.url), 'utf8');
  } catch {
    throw new UsageError('the viewer is not built', 'in a checkout: npm run build');
  }
}
