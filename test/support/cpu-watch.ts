/** Time that this process computed: what a busy machine does not lengthen, as it does the time on the clock. */
export class CpuWatch {
  private readonly begun = process.cpuUsage();

  /** Throws where more than `seconds` were spent since the beginning. */
  expectAtMost(seconds: number, what: string): void {
    const { user, system } = process.cpuUsage(this.begun);
    const spent = (user + system) / 1e6;
    if (spent > seconds)
      throw new Error(`${what} took ${spent.toFixed(1)} s of computing, ${seconds} s are allowed`);
  }
}
