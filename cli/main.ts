#!/usr/bin/env node
/** The program: command line in, exit code out. */
import { setFlagsFromString } from 'node:v8';
import { EXIT } from './exit-codes.ts';
import { say } from './say.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

// Most captures are small and over before optimised code pays for its making: V8 waits four times as long as by default.
// On a megabyte that saves a tenth of all CPU time, on 100 MB nothing is lost.
setFlagsFromString('--interrupt-budget=300000');
// Memory follows what is open, not what was: the heap may grow to one and a half times what is alive, not to four times.
setFlagsFromString('--heap-growing-percent=50');

// A reader that has seen enough, such as head, closes the pipe: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    say(`cannot write: ${error.message}`);
    process.exit(EXIT.USAGE);
  });
}

async function main(words: readonly string[]): Promise<number> {
  try {
    if (words.length === 1 && words[0] === '--version') {
      process.stdout.write(`${version()}\n`);
      return EXIT.OK;
    }
    const { runCommandLine } = await import('./command-line.ts');
    return await runCommandLine(words);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      // Node's own exit code for this, 1, means "findings" here.
      say(`internal error, please report it: ${error instanceof Error ? error.stack : String(error)}`);
      return EXIT.INPUT;
    }
    say(error.message);
    process.stderr.write(`  ${error.hint ?? 'closecall --help says what is possible'}\n`);
    return EXIT.USAGE;
  }
}

process.exitCode = await main(process.argv.slice(2));
// An abandoned read from a silent pipe would keep the process alive.
if (process.exitCode === EXIT.INTERRUPTED) process.exit();
