/** A line to the person at the terminal: standard error, so that standard output stays data. */
export function say(line: string): void {
  process.stderr.write(`closecall: ${line}\n`);
}
