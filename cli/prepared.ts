/**
 * The program as one script, and beside it the code that V8 made of it when it was built: making it again takes a third of the
 * time that a small capture takes. Code of another Node is never looked at, and what V8 does not accept it makes anew.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { setInterruptBudget } from './interrupt-budget.ts';

/** What the script exports. */
interface Program {
  readonly run: (words: readonly string[]) => Promise<void>;
}

type Wrapped = (require: NodeJS.Require, module: { exports: Program }, here: string) => void;

const SCRIPT = new URL('./program.cjs', import.meta.url);

/** Where the build leaves the code for the Node that it runs in. */
export const CODE = new URL(
  `./program-${process.version}-${process.platform}-${process.arch}.code`,
  import.meta.url,
);

/** At the end of the code file: the CRC-32 of code and program, little-endian. At the end, for V8 copies code that is not aligned. */
const SUM_BYTES = 4;

// How V8 begins: optimised code is made late. `engine.ts` changes it where there is more to read.
setInterruptBudget(1_000_000);
// Memory follows what is open, not what was: the heap may grow to one and a half times what is alive, not to four times.
setFlagsFromString('--heap-growing-percent=50');

/** Code made under other flags than those above is not accepted. Throws the system's error where the build left no program. */
export function compile(): Script {
  const program = readFileSync(SCRIPT);
  const cachedData = codeOfTheBuild(program);
  const options = { filename: fileURLToPath(SCRIPT), ...(cachedData === null ? {} : { cachedData }) };
  // The build writes ASCII: read so, V8 keeps a byte per character and decodes nothing.
  return new Script(program.toString('latin1'), options);
}

/** Writes the code for the program that it was made of. A renaming: who starts meanwhile finds all of it, or none. */
export function leave(code: Uint8Array): void {
  const file = fileURLToPath(CODE);
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(sumOf(code, readFileSync(SCRIPT)));
  writeFileSync(`${file}.new`, Buffer.concat([code, sum]));
  renameSync(`${file}.new`, file);
}

export function programOf(script: Script): Program {
  const module = { exports: {} as Program };
  const wrapped = script.runInThisContext() as Wrapped;
  wrapped(createRequire(SCRIPT), module, SCRIPT.href);
  return module.exports;
}

/**
 * Null in an installed package, in another Node than that of the build, and where the code is damaged or another program's: V8 itself
 * compares nothing but lengths, runs the old program for a new one of the same length, and crashes on a changed bit.
 */
function codeOfTheBuild(program: Uint8Array): Buffer | null {
  const file = contentOf(CODE);
  if (file === null || file.length < SUM_BYTES) return null;
  const code = file.subarray(0, -SUM_BYTES);
  return file.readUInt32LE(code.length) === sumOf(code, program) ? code : null;
}

function sumOf(code: Uint8Array, program: Uint8Array): number {
  return crc32(program, crc32(code));
}

function contentOf(file: URL): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
