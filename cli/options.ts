/** Options that several commands share, as yargs declares them. */
import type { Argv } from 'yargs';
import { REDACTIONS } from '../src/report/names.ts';
import { readConfig } from './config-file.ts';
import { FAIL_ON } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

/** Headings of the help, under which its options stand. */
export const GROUP = {
  FAILURES: 'Which failures:',
  READING: 'How to read them:',
  OUTPUT: 'What to print:',
} as const;

/** What people look for first stands first. */
const IN_ORDER = ['Positionals:', ...Object.values(GROUP)];

const UPSTREAM = several(
  'Address, address:port or network of the upstream, for the same packets: it is the server',
  GROUP.READING,
);

/** Options of every command that reads captures. `upstream`: what that option is to the command. */
export function inputOptions<T>(command: Argv<T>, upstream = UPSTREAM) {
  for (const heading of IN_ORDER) command.group([], heading);
  return command
    .config('config', 'Settings from a JSON file: tz, names, fail-on and the like', (file) =>
      readConfig(file, optionsOf(command)),
    )
    .option('fail-on', {
      group: GROUP.OUTPUT,
      choices: FAIL_ON,
      default: 'none' as const,
      requiresArg: true,
      describe:
        'Exit with 1 if there is a finding of this severity or above: error, warning, note; by default none',
    })
    .option('strict', flag('Exit with 3 also for captures that merely end inside their last packet'))
    .option('redact', {
      group: GROUP.OUTPUT,
      choices: REDACTIONS,
      default: 'standard' as const,
      requiresArg: true,
      describe:
        'none keeps the queries of requests; share turns addresses, hosts, ids and paths into roles; by default standard',
    })
    .option(
      'names',
      single(
        'Names for addresses in texts, pages and pictures: hosts lines, JSON, or kubectl get pods -o json',
        GROUP.OUTPUT,
      ),
    )
    .option(
      'gateway',
      several(
        'Address or network of the proxy, for packets that do not tell the roles: it is the client',
        GROUP.READING,
      ),
    )
    .option('upstream', upstream)
    .option(
      'jobs',
      single('Captures analysed at the same time; by default as many as there are processors', GROUP.READING),
    )
    .option('quiet', { ...flag('No progress, no remarks on standard error'), alias: 'q' })
    .option('verbose', { ...flag('Every remark on the captures'), alias: 'v' });
}

/** Names of those that a command has; yargs' types leave this out. */
export function optionsOf<T>(command: Argv<T>): string[] {
  const told = command as Argv<T> & { getOptions(): { readonly key: object } };
  return Object.keys(told.getOptions().key);
}

/** Options of every command that prints text for people. */
export function textOptions<T>(command: Argv<T>) {
  return colorOption(zoneOption(command));
}

export function colorOption<T>(command: Argv<T>) {
  return command.option('color', {
    group: GROUP.OUTPUT,
    type: 'boolean',
    describe: 'Colours (--no-color: none); by default on terminals only',
  });
}

/** Option of the commands that tie lines of logs to findings. */
export function logOption<T>(command: Argv<T>) {
  return command.option(
    'log',
    several(
      'A log of the proxy: which of the failures in it are findings here; several by repeating it',
      GROUP.READING,
    ),
  );
}

/** Option of every command that writes times for people. */
export function zoneOption<T>(command: Argv<T>) {
  const describe =
    'Time zone of texts, pages and pictures: +08:00, Europe/Berlin; by default UTC, in which data always are';
  return command.option('tz', { ...single(describe, GROUP.OUTPUT), default: 'UTC' });
}

/** Options that narrow a report; each may be given several times, or with several values after commas. */
export function filterOptions<T>(command: Argv<T>) {
  return command
    .option('kind', several('Only findings of this kind or family (closecall explain lists them)'))
    .option('host', several('Only connections from or to this address, address:port or network (10.0.0.0/8)'))
    .option('port', several('Only connections from or to this port'))
    .option('path', several('Only requests whose path begins so; * stands for anything'))
    .option(
      'since',
      single('Only failures from this time on: 03:12 (of any day), 11-20 03:12:04, 2026-11-20T03:12:04Z'),
    )
    .option('until', single('Only failures up to this time'))
    .option(
      'filter',
      single(
        "As the page's filter box: words that must all match, such as 'kind:fin ran:no port:8080 t>14:05 /pay'",
      ),
    );
}

/** An option with one value. */
export function single(describe: string, group: string = GROUP.FAILURES) {
  return { type: 'string', requiresArg: true, describe, group } as const;
}

/** An option that is there or not. */
export function flag(describe: string) {
  return { type: 'boolean', default: false, describe, group: GROUP.OUTPUT } as const;
}

/** An option with several values, one after another or by repeating it. */
export function several(describe: string, group: string = GROUP.FAILURES) {
  return { type: 'string', array: true, requiresArg: true, describe, group } as const;
}

/** Of an option that takes several values: undefined where it was not given, which keeps `[]` out of the help. */
type Several = string[] | undefined;

interface FilterArguments {
  readonly kind: Several;
  readonly host: Several;
  readonly port: Several;
  readonly path: Several;
  readonly filter: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** The values of `--kind` and its like, as a `Filter` wants them. Throws `UsageError`. */
export function toFilter({
  kind = [],
  host = [],
  port = [],
  path = [],
  filter = '',
  since,
  until,
}: FilterArguments) {
  return {
    kinds: split(kind).map((name) => name.toLowerCase()),
    hosts: split(host),
    ports: split(port).map(toPort),
    paths: path,
    words: filter.trim(),
    since,
    until,
  };
}

interface OrderArguments extends ListArguments {
  readonly port: Several;
  readonly size: string | undefined;
  readonly seconds: string | undefined;
  readonly keep: string | undefined;
  readonly snaplen: string;
  readonly output: string;
}

/** The values of `closecall tcpdump`, as its command is made of them. Throws `UsageError`. */
export function toOrder({ port = [], size, seconds, keep, snaplen, output, ...ends }: OrderArguments) {
  const whole = (name: string, text: string | undefined) =>
    text === undefined ? undefined : toWhole(name, text, 1);
  const { gateway, upstream } = toLists(ends);
  return {
    gateway: split(gateway),
    upstream: split(upstream),
    file: output,
    ports: split(port).map(toPort),
    size: whole('size', size),
    seconds: whole('seconds', seconds),
    keep: whole('keep', keep),
    snaplen: toWhole('snaplen', snaplen, 0),
  };
}

/** The values of `--gateway`, `--upstream` and `--log`. */
export function toLists({ gateway = [], upstream = [], log = [] }: ListArguments) {
  return { gateway, upstream, log };
}

interface ListArguments {
  readonly gateway: Several;
  readonly upstream: Several;
  readonly log?: Several;
}

/** Values one by one: several may stand in one word. */
export function split(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--port ${text} is no port`, 'ports are 0 to 65535');
  return port;
}

/** A whole number of at least `least`. Throws `UsageError`. */
export function toWhole(name: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new UsageError(`--${name} ${text} is no whole number from ${least}`);
  }
  return Number(text);
}
