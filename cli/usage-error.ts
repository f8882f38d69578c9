/** The program was asked for something that it cannot do. Ends it with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to do instead, as one line. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.hint = hint;
  }
}

/** What was named exists and cannot be read as what it seems to be. Ends the program with exit code 3. */
export class InputError extends UsageError {}

/** Nothing to work on was named. */
export function noInput(): UsageError {
  return new UsageError(
    'no input named',
    'name capture files, directories or globs, or - for standard input',
  );
}
