/** When V8 looks whether a function is worth optimising: after it ran through so many bytes of its own code. */
import { setFlagsFromString } from 'node:v8';

/** Node 20 and 21 count so; V8 12, which is in Node 22, counts calls, and prints an error where a flag is unknown to it. */
const LAST_V8 = 11;

/** Whether a V8 counts bytes, by its version as `process.versions.v8` has it. */
export function countsBytes(version: string): boolean {
  return Number.parseInt(version, 10) <= LAST_V8;
}

/** For the whole process. Does nothing in a V8 that counts otherwise. */
export function setInterruptBudget(bytes: number): void {
  if (countsBytes(process.versions.v8)) setFlagsFromString(`--interrupt-budget=${bytes}`);
}
