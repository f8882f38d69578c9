/** Runs the built program as a shell would. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface CliOptions extends StartOptions {
  /** Standard input; empty by default. */
  readonly input?: Uint8Array;
}

/** The running program, for tests that talk to it. */
export function start(
  words: readonly string[],
  { env, cwd }: StartOptions = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...words], {
    cwd,
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: undefined, ...env },
  });
}

/** Runs the program to its end. */
export function closecall(
  words: readonly string[],
  { input, ...options }: CliOptions = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = start(words, options);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A program that has seen enough of its input closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
