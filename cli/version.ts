/** The version of the installed package. */
import { readFileSync } from 'node:fs';

export function version(): string {
  // From dist/cli to the package's root.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
