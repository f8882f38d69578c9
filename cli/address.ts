/** Words of the command line that name ends of connections. */
import { addressMatch, addressOf, type EndMatch } from '../src/flow/address-match.ts';
import { UsageError } from './usage-error.ts';

/** How reports for sharing call addresses. */
const ROLE = /^(?:client|proxy|upstream|host)-\d+$/;

/** What an address, a network, either with a port, or `upstream-1`, as redacted reports call it, ask for. Null for anything else. */
export function endMatch(text: string): EndMatch | null {
  return ROLE.test(text) ? (endpoint) => addressOf(endpoint) === text : addressMatch(text);
}

/** What is wrong where `endMatch` gives null. */
export function noAddress(option: string, text: string): UsageError {
  return new UsageError(
    `--${option} ${text} is no address`,
    'write 10.0.0.2, 10.0.0.2:8080, 10.0.0.0/8 or [2001:db8::1]:443',
  );
}
