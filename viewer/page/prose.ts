/** Sentences as markup. */
import { type Children, h } from '../markup.ts';

/** What browsers would break at its hyphens, though it has a meaning only as a whole: HAProxy's `C---`, an option `--full`, a date. */
const WHOLE = /([\w(]*--[-\w)]*|\d{4}-\d\d-\d\d)/;

export function prose(text: string): Children {
  return text
    .split(WHOLE)
    .map((part, place) => (place % 2 === 0 ? part : h('span', { class: 'whole' }, part)));
}
