/** The program: command line in, exit code out. As a thread's program it is a worker of the pool. */
import { isMainThread } from 'node:worker_threads';
import { systemReason } from '../src/node/problem.ts';
import { optimise } from './engine.ts';
import { EXIT } from './exit-codes.ts';
import { say } from './say.ts';
import { InputError, UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** Runs the command that `words` name and sets the process's exit code; in a thread, takes the pool's orders. */
export async function run(words: readonly string[]): Promise<void> {
  if (!isMainThread) {
    // The pool takes threads for large captures only.
    optimise();
    await import('../src/node/worker.ts');
    return;
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onWriteError);
  process.exitCode = await main(words);
  // An abandoned read from a silent pipe would keep the process alive.
  if (process.exitCode === EXIT.INTERRUPTED) process.exit();
}

/** A reader that has seen enough, such as head, closes the pipe: that is no error. */
function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  say(`standard output cannot be written: ${systemReason(error)}`);
  process.exit(EXIT.USAGE);
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
    return error instanceof InputError ? EXIT.INPUT : EXIT.USAGE;
  }
}
