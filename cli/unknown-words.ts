/** Words that are no command and no file, and what yargs complains about: each with what to do instead. */
import { existsSync } from 'node:fs';
import { noInput, UsageError } from './usage-error.ts';

export const COMMANDS = [
  'scan',
  'show',
  'report',
  'extract',
  'timers',
  'tcpdump',
  'explain',
  'completion',
] as const;

const PLANNED: Readonly<Record<string, string>> = {
  compare: 'scan both with --json, and look at summary.failedRequests and at the incidents',
  watch: 'tcpdump -w - ... | closecall scan - reports when the pipe ends; Ctrl-C ends it early',
  batch: 'one closecall scan FILES... -o NAME.json per capture, by xargs -P or as jobs of your cluster',
  query: 'closecall scan FILES... --format ndjson or csv is read by jq, DuckDB, SQLite and spreadsheets',
};

/** Options that other analyzers have, with what does their work. */
const PLANNED_OPTIONS: Readonly<Record<string, string>> = {
  keylog: 'TLS is judged without keys: who closed, and what had arrived, is told by TCP',
  harmless: '--format json counts them in summary.harmless; --all shows how connections went',
  undecided: '--format json counts them in summary.undecided',
};

/** Options of tcpdump itself, and of closecall's other commands, with those of `closecall tcpdump` that do their work. */
const TCPDUMP_OPTIONS: Readonly<Record<string, string>> = {
  w: 'output',
  s: 'snaplen',
  C: 'size',
  G: 'seconds',
  W: 'keep',
  host: 'upstream',
};

/** Throws `UsageError` where the first word is a command that closecall does not have, unless it is a file. */
export function checkCommand([word = '', ...rest]: readonly string[]): void {
  if (!/^[a-z-]+$/.test(word) || COMMANDS.some((name) => name === word) || existsSync(word)) return;
  const planned = Object.hasOwn(PLANNED, word) ? PLANNED[word] : undefined;
  if (planned !== undefined) throw new UsageError(`there is no command ${word} yet`, planned);
  const near = COMMANDS.find((name) => isNear(word, name));
  if (near !== undefined && rest.length > 0)
    throw new UsageError(`there is no command ${word}, and no file of that name`, `did you mean ${near}?`);
}

/** What was typed, and what there is. */
interface Typed {
  readonly words: readonly string[];
  /** Of the command that was asked for. */
  readonly options: readonly string[];
  /** Names of the commands that have an option. */
  readonly whoHas: (option: string) => readonly string[];
}

/** What yargs says, as a sentence that names the option or the word. */
export function complaint(message: string, typed: Typed): UsageError {
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  const value = /^Invalid values: Argument: ([\w-]+), Given: "(.*?)", Choices: (.*)$/.exec(text);
  if (value !== null) {
    const [, name = '', given = '', choices = ''] = value;
    return new UsageError(
      `--${name} ${given} is not possible: ${choices.replaceAll('"', '')}`,
      hintFor(given),
    );
  }
  // Without a file yargs takes the option for a switch.
  if (text === 'Invalid JSON config file: true') return new UsageError('--config needs a file');
  // And of two files it makes a list.
  if (text.startsWith('Invalid JSON config file: [')) return new UsageError('--config is given twice');
  const [, bare] = /^Not enough arguments following: ([\w-]+)$/.exec(text) ?? [];
  if (bare !== undefined) return new UsageError(`${dashed(bare)} needs a value`);
  if (text.startsWith('Not enough non-option arguments')) return noInput();
  const [, one, other] = /^Arguments ([\w-]+) and ([\w-]+) are mutually exclusive$/.exec(text) ?? [];
  if (one !== undefined && other !== undefined)
    return new UsageError(`--${one} and --${other} do not go together`, 'leave one of them out');
  const [, unknown] = /^Unknown arguments?: (.+?)(?:, |$)/.exec(text) ?? [];
  return unknown === undefined ? new UsageError(text) : noSuch(unknown, typed);
}

function noSuch(unknown: string, { words, options, whoHas }: Typed): UsageError {
  // yargs names words and options alike.
  if (words.includes(unknown)) return new UsageError(`${unknown} is a word too many`);
  const what = `there is no option ${dashed(unknown)}`;
  if (Object.hasOwn(PLANNED_OPTIONS, unknown))
    return new UsageError(`${what} here`, PLANNED_OPTIONS[unknown]);
  const own = Object.hasOwn(TCPDUMP_OPTIONS, unknown) ? TCPDUMP_OPTIONS[unknown] : undefined;
  if (own !== undefined && options.includes('snaplen'))
    return new UsageError(what, `closecall tcpdump has --${own} for it`);
  const others = whoHas(unknown);
  if (others.length > 0) return new UsageError(`${what} here`, `commands that have it: ${others.join(', ')}`);
  const near = unknown.length > 1 ? options.filter((name) => name.length > 1 && isNear(unknown, name)) : [];
  const hint = near.length > 0 ? `did you mean ${near.map(dashed).join(' or ')}?` : null;
  return new UsageError(what, hint);
}

function dashed(option: string): string {
  return `${option.length > 1 ? '--' : '-'}${option}`;
}

function hintFor(given: string): string | null {
  return given === 'parquet'
    ? "closecall writes no Parquet yet; DuckDB makes it of --format ndjson: COPY (FROM 'x.ndjson') TO 'x.parquet'"
    : null;
}

/** Begins alike, has the same letters, or one of them is missing, too many, or another. */
export function isNear(word: string, name: string): boolean {
  if (word.length > 2 && (name.startsWith(word) || word.startsWith(name))) return true;
  if (sorted(word) === sorted(name)) return true;
  return Math.abs(word.length - name.length) < 2 && distance(word, name) < 2;
}

function sorted(word: string): string {
  return Array.from(word).sort().join('');
}

/** 0 for the same word, 1 for one changed letter, 2 for more. */
function distance(one: string, other: string): number {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (
    end < Math.min(one.length, other.length) - start &&
    one[one.length - 1 - end] === other[other.length - 1 - end]
  )
    end++;
  const left = Math.max(one.length, other.length) - start - end;
  return Math.min(left, 2);
}
