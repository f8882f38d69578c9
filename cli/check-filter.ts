/** Filters that can match nothing are told before anything is read: an empty answer would look like an all-clear. */
import { EXECUTED, OWNERS } from '../src/detect/finding.ts';
import { kinds } from '../src/detect/registry.ts';
import { type Misread, parseSearch } from '../src/report/search.ts';
import { endMatch, noAddress } from './address.ts';
import type { Filter } from './filter.ts';
import { kindsNamed } from './kinds.ts';
import { UsageError } from './usage-error.ts';

const KEYS = 'kind: ran: who: port: t> t< are; "in quotes" everything is text to be found';

const HINTS: Readonly<Record<Misread['why'], string>> = {
  key: KEYS,
  time: 'write t>14:05, t>14:05:30.5, t<2026-11-20 or t<2026-11-20T14:05, in the zone of --tz',
  length: 'len> and len< choose packets in the page, and take bytes',
  port: 'ports are 0 to 65535',
  ran: `ran: takes ${EXECUTED.join(', ')}, or how one of them begins`,
  who: `who: takes ${OWNERS.join(', ')}, or how one of them begins`,
};

/** Throws `UsageError` for a kind that does not exist, a host that is no address, and words that no finding can match. */
export function checkFilter({ kinds: named, hosts, words }: Filter): void {
  for (const kind of named) kindsNamed(kind);
  for (const host of hosts) if (endMatch(host) === null) throw noAddress('host', host);
  checkWords(words);
}

function checkWords(words: string): void {
  const { misread, packets, terms } = parseSearch(words);
  const [first] = misread;
  if (first !== undefined) {
    const what = first.why === 'key' ? 'is no word of filters' : 'can match nothing';
    throw new UsageError(`--filter: ${first.word} (character ${first.at + 1}) ${what}`, HINTS[first.why]);
  }
  if (packets.length > 0) {
    throw new UsageError(
      `--filter ${words} asks for packets`,
      'flags:, len and t in seconds choose packets in the page; here t compares times of day, as in t>14:05',
    );
  }
  for (const { field, value } of terms) if (field === 'kind') checkBeginning(value);
}

function checkBeginning(kind: string): void {
  if (!kinds.some((each) => each.kind.startsWith(kind) || each.family.startsWith(kind))) kindsNamed(kind);
}
