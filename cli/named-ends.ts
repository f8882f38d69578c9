/** Ends of connections as the user names them: those asked for, and the roles where packets do not tell them. */
import { addressMatch } from '../src/flow/address-match.ts';
import type { NamedRoles } from '../src/flow/roles.ts';
import { noAddress } from './address.ts';
import { addressesOf, type Names } from './names.ts';
import { split } from './options.ts';

/** `--gateway` and `--upstream`. */
export interface RoleArguments {
  readonly gateway: readonly string[];
  readonly upstream: readonly string[];
}

/** The arguments with addresses in the place of the names that `--names` gives them. */
export function withAddresses<T extends RoleArguments & { readonly hosts?: readonly string[] }>(
  args: T,
  names: Names,
): T {
  const gateway = addressesOf(named('gateway', args.gateway), names);
  const upstream = addressesOf(named('upstream', args.upstream), names);
  return args.hosts === undefined
    ? { ...args, gateway, upstream }
    : { ...args, gateway, upstream, hosts: addressesOf(args.hosts, names) };
}

/** What an option names. Throws `UsageError` where it is written and names nothing. */
function named(option: string, values: readonly string[]): string[] {
  const words = split(values);
  if (values.length > 0 && words.length === 0) throw noAddress(option, values.join());
  return words;
}

/** The roles as the analysis takes them. Throws `UsageError` for what is no address. */
export function rolesOf({ gateway, upstream }: RoleArguments): Required<NamedRoles> {
  for (const [option, values] of Object.entries({ gateway, upstream }))
    for (const value of values) if (addressMatch(value) === null) throw noAddress(option, value);
  return { gateway, upstream };
}

/** The same as words of a command line. */
export function roleWords({ gateway, upstream }: RoleArguments): string[] {
  return Object.entries({ gateway, upstream }).flatMap(([option, values]) =>
    values.length === 0 ? [] : [`--${option}`, values.join(',')],
  );
}
