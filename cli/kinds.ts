/** Kinds of findings as users name them. */
import type { KindDescription } from '../src/detect/finding.ts';
import { kinds } from '../src/detect/registry.ts';
import { UsageError } from './usage-error.ts';

/** The kind called `name`, or all of the family called so. Throws `UsageError` where there is neither. */
export function kindsNamed(name: string): readonly KindDescription[] {
  const found = kinds.filter(({ kind, family }) => kind === name || family === name);
  if (found.length > 0) return found;
  const near = kinds.map(({ kind }) => kind).filter((kind) => name !== '' && kind.includes(name));
  const list = 'closecall explain lists all of them';
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}? ${list}` : list;
  throw new UsageError(`there is no kind of finding called ${name}`, hint);
}
