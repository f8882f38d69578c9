/** Kinds of findings as users name them. */
import { FAMILIES, type KindDescription } from '../src/detect/finding.ts';
import { kinds } from '../src/detect/registry.ts';
import { isNear } from './unknown-words.ts';
import { UsageError } from './usage-error.ts';

/**
 * Those with this title, then the others of the family with it, as `scan` prints them; in any case. None where nothing is
 * called so.
 */
export function kindsTitled(title: string): readonly KindDescription[] {
  const wanted = title.toLowerCase();
  const own = kinds.filter((kind) => kind.title.toLowerCase() === wanted);
  const others = kinds.filter(
    (kind) => FAMILIES[kind.family].toLowerCase() === wanted && !own.includes(kind),
  );
  return [...own, ...others];
}

/** The kind called `name`, or all of the family called so. Throws `UsageError` where there is neither. */
export function kindsNamed(name: string): readonly KindDescription[] {
  const wanted = name.toLowerCase();
  const found = kinds.filter(({ kind, family }) => kind === wanted || family === wanted);
  if (found.length > 0) return found;
  const names = new Set(kinds.flatMap(({ kind, family }) => [family, kind]));
  const near = [...names].filter((each) => name !== '' && (each.includes(wanted) || isNear(wanted, each)));
  const list = 'closecall explain lists all of them';
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}? ${list}` : list;
  throw new UsageError(`there is no kind of finding called ${name === '' ? "''" : name}`, hint);
}
