/** Sentences as markup. */
import { type Children, h } from '../markup.ts';

/**
 * What has a meaning only as a whole, though browsers break it: HAProxy's `C---`, an option `--full`, a date, a number and its unit, keep-alive. Each
 * begins where a word or a number does: from every letter on, a name of a hundred thousand would be read to its end.
 */
const WHOLE = /(keep-alive|(?<![\w(])[\w(]*--[-\w)]*|\d{4}-\d\d-\d\d|(?<![\d.])\d[\d.]* [mµn]?s\b)/;

export function prose(text: string): Children {
  return text
    .split(WHOLE)
    .map((part, place) => (place % 2 === 0 ? part : h('span', { class: 'whole' }, part)));
}
