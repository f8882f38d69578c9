/**
 * The program as one script, and beside it the code that V8 made of it when it was built: making it again takes a third of the
 * time that a small capture takes. Code of another Node is never looked at, and what V8 does not accept it makes anew.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

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

// Most captures are small and over before optimised code pays for its making: V8 waits more than twice as long as by default.
// On a megabyte that saves a tenth of all CPU time, on 100 MB nothing is lost.
setFlagsFromString('--interrupt-budget=300000');
// Memory follows what is open, not what was: the heap may grow to one and a half times what is alive, not to four times.
setFlagsFromString('--heap-growing-percent=50');

/** Code made under other flags than those above is not accepted. */
export function compile(): Script {
  const cachedData = codeOfTheBuild();
  const options = { filename: fileURLToPath(SCRIPT), ...(cachedData === null ? {} : { cachedData }) };
  // The build writes ASCII: read so, V8 keeps a byte per character and decodes nothing.
  return new Script(readFileSync(SCRIPT, 'latin1'), options);
}

export function programOf(script: Script): Program {
  const module = { exports: {} as Program };
  const wrapped = script.runInThisContext() as Wrapped;
  wrapped(createRequire(SCRIPT), module, SCRIPT.href);
  return module.exports;
}

/** Null in an installed package, and in another Node than that of the build. */
function codeOfTheBuild(): Buffer | null {
  try {
    return readFileSync(CODE);
  } catch {
    return null;
  }
}
