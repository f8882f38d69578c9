/** Expectations that are files of their own, so that people can look at them. `jest -u` rewrites them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from '@jest/globals';

/** What jest keeps for its own snapshots; `all` under `-u`. */
interface State {
  readonly snapshotState?: { readonly _updateSnapshot?: string };
}

/** The text is what the file holds, byte for byte. A file that is missing is written under `-u` only. */
export function expectFile(path: string, text: string): void {
  if ((expect.getState() as State).snapshotState?._updateSnapshot === 'all') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  if (!existsSync(path))
    throw new Error(`${path} is missing: npm run jest -- -u writes it; look at it before you commit it`);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
