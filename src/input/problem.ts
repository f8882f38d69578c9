/** An input that could not be read, or not wholly. The rest of the inputs is analysed all the same. */
export interface Problem {
  /** As the user named it, or as it was found. */
  readonly path: string;
  /** Stable kebab-case name. `no-captures` is wrong use; every other code is an unreadable or damaged input. */
  readonly code: string;
  /** One line: fact, limit and place; without the path. */
  readonly message: string;
}

/** Where the bytes come from would give no more of them. What it gave before counts. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
