/** The command line as yargs knows it. What a command does is loaded when it is asked for: `--help` stays fast. */
import yargs, { type Argv } from 'yargs';
import { checkSwitches, configNamed, onlyOnce, onlySwitchesOff } from './check-options.ts';
import {
  explainOptions,
  extractOptions,
  reportOptions,
  scanOptions,
  showOptions,
  tcpdumpOptions,
  timersOptions,
} from './command-options.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { optionsOf, toFilter, toLists, toOrder, toWhole } from './options.ts';
import { checkCommand, complaint } from './unknown-words.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

const USAGE = `closecall [command] FILE...

Reads packet captures and says, for every failed HTTP request, who closed the
connection, whether the request ran, and what to change.`;

const EPILOGUE = `FILE is a capture (pcap or pcapng, also compressed), a directory, a glob, or -
for standard input.
Exit codes: 0 done, 1 findings at or above --fail-on, 2 wrong use, 3 an input
could not be read or was damaged, 130 interrupted.`;

const WIDEST_HELP = 100;

/** Standard input or output. yargs drops it among positionals, so it travels as a word that nobody can type. */
const DASH = '-';
const HIDDEN_DASH = '\u0000-';

/** Runs what `words` ask for. Throws `UsageError`. */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  checkCommand(words);
  checkSwitches(words);
  if (asksForKind(words)) return listKinds();
  let code: ExitCode = EXIT.OK;
  const done = (result: ExitCode) => {
    code = result;
  };
  const yargsParser = withoutTypes(yargs(words[0] === COMPLETING ? words : plainWords(words)));
  const parser = otherCommands(failureCommands(yargsParser, done), done)
    .middleware(restoreDashes)
    .scriptName('closecall')
    .usage(USAGE)
    .epilogue(EPILOGUE)
    .parserConfiguration({ 'parse-positional-numbers': false, 'greedy-arrays': false })
    .completion('completion', 'Print a completion script for bash or zsh')
    .version(version())
    .help()
    .alias('help', 'h')
    .detectLocale(false)
    .wrap(Math.min(process.stdout.columns ?? WIDEST_HELP, WIDEST_HELP))
    .strict()
    .check(onlyOnce)
    .check(onlySwitchesOff)
    .check(configNamed)
    .exitProcess(false)
    .fail((message, error) => {
      // A missing value is told as an error of yargs' own.
      if (error && error.name !== 'YError') throw error;
      throw complaint(message ?? error.message, { words, options: optionsOf(parser), whoHas });
    });
  // By itself yargs would go on to the default command, and look for a file called completion. The script says how to use it.
  if (words[0] === 'completion') printCompletion(parser, words.slice(1));
  else await parser.parseAsync();
  return code;
}

function printCompletion(parser: Argv, words: readonly string[]): void {
  const [surplus] = words.filter((word) => !/^(?:--help|-h)$/.test(word));
  if (surplus !== undefined)
    throw new UsageError(`completion ${surplus} is not possible`, 'closecall completion prints the script');
  parser.showCompletionScript();
}

/** Commands that have this option. Asked only where another one does not. */
function whoHas(option: string): string[] {
  const has = (options: (command: Argv) => Argv) => optionsOf(options(yargs())).includes(option);
  return Object.entries(OPTIONS).flatMap(([name, options]) => (has(options) ? [name] : []));
}

const OPTIONS = {
  scan: scanOptions,
  show: showOptions,
  report: reportOptions,
  extract: extractOptions,
  tcpdump: tcpdumpOptions,
  timers: timersOptions,
  explain: explainOptions,
} as const;

/** Help that leaves out `[string]` and its like, which tells nobody what to write. yargs' types lack this. */
function withoutTypes(parser: Argv): Argv {
  const told = parser as Argv & { usageConfiguration(options: { readonly 'hide-types': boolean }): Argv };
  return told.usageConfiguration({ 'hide-types': true });
}

/** What says what failed. */
function failureCommands(parser: Argv, done: (code: ExitCode) => void): Argv {
  return parser
    .command(
      ['scan [inputs..]', '$0'],
      'Analyse captures and print the incidents, worst first (without a command: this)',
      scanOptions,
      async ({ json, ...args }) => {
        const { scan } = await import('./commands/scan.ts');
        done(
          await scan({ ...args, ...toLists(args), ...toFilter(args), format: json ? 'json' : args.format }),
        );
      },
    )
    .command(
      'show <inputs..>',
      'Draw one failed request, with verdict and evidence',
      showOptions,
      async (args) => {
        const { show } = await import('./commands/show.ts');
        const connection =
          args.connection === undefined ? undefined : toWhole('connection', args.connection, 0);
        const { showWords } = await import('./show-words.ts');
        const named = showWords(args.inputs);
        done(
          await show({
            ...args,
            ...toLists(args),
            ...toFilter(args),
            ...named,
            connection,
            nth: toWhole('nth', args.nth, 1),
          }),
        );
      },
    )
    .command(
      'report [inputs..]',
      'Write the interactive report: one file, works offline',
      reportOptions,
      async (args) => {
        const { report } = await import('./commands/report.ts');
        done(await report({ ...args, ...toLists(args), ...toFilter(args), lang: args.lang ?? null }));
      },
    );
}

/** What says something else than what failed. */
function otherCommands(parser: Argv, done: (code: ExitCode) => void): Argv {
  return parser
    .command(
      'extract <inputs..>',
      'Write the packets of findings as pcapng, with the diagnosis as comments',
      extractOptions,
      async (args) => {
        const { extract } = await import('./commands/extract.ts');
        const { extractWords } = await import('./show-words.ts');
        done(await extract({ ...args, ...toLists(args), ...toFilter(args), ...extractWords(args.inputs) }));
      },
    )
    .command(
      'tcpdump',
      'Print the command that captures what is needed, for the place where you stand',
      tcpdumpOptions,
      async (args) => {
        const { tcpdump } = await import('./commands/tcpdump.ts');
        done(await tcpdump({ ...args, ...toOrder(args) }));
      },
    )
    .command(
      'timers <inputs..>',
      "Print both sides' time limits, as the wire shows them, and what to change",
      timersOptions,
      async ({ json, ...args }) => {
        const { timers } = await import('./commands/timers.ts');
        done(await timers({ ...args, ...toLists(args), format: json ? 'json' : args.format }));
      },
    )
    .command(
      'explain [kinds..]',
      'Say what a kind of finding is and how it is decided',
      explainOptions,
      async (args) => {
        const { explain } = await import('./commands/explain.ts');
        done(await explain(args));
      },
    );
}

async function listKinds(): Promise<ExitCode> {
  const { kinds } = await import('../src/detect/registry.ts');
  const names = new Set(kinds.flatMap(({ kind, family }) => [kind, family]));
  process.stdout.write([...names].map((name) => `${name}\n`).join(''));
  return EXIT.OK;
}

function plainWords(words: readonly string[]): string[] {
  return namedPlainly(words).map((word) => (word === DASH ? HIDDEN_DASH : word));
}

/** What follows `--` are names, which yargs would not take as inputs. Behind a path none of them looks like an option. */
function namedPlainly(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  if (end < 0) return [...words];
  const names = words.slice(end + 1).map((word) => (/^-./.test(word) ? `./${word}` : word));
  return [...words.slice(0, end), ...names];
}

/** How the shell asks for words that may come next: with those before, and the one that is being typed. */
const COMPLETING = '--get-yargs-completions';

/** Whether a kind of finding comes next, which yargs does not know. */
function asksForKind(words: readonly string[]): boolean {
  return words[0] === COMPLETING && /^(?:--kind|explain)$/.test(words.at(-2) ?? '');
}

function restoreDashes(args: Record<string, unknown>): void {
  const restored = (value: unknown) => (value === HIDDEN_DASH ? DASH : value);
  for (const [name, value] of Object.entries(args)) {
    args[name] = Array.isArray(value) ? value.map(restored) : restored(value);
  }
}
