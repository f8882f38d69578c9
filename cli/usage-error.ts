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
