#!/usr/bin/env node
/** The program's start: its script is compiled, or taken as it was compiled by the build, and run. */
import type { Script } from 'node:vm';
import { compile, programOf } from './prepared.ts';

const script = compiled();
if (script !== null) await programOf(script).run(process.argv.slice(2));

/** Null where a part of the program is missing, which is told. */
function compiled(): Script | null {
  try {
    return compile();
  } catch (error) {
    process.stderr.write(
      `closecall: the program is not built, or not whole: ${(error as Error).message}\n` +
        '  in a checkout: npm run build; an installed closecall: install it again\n',
    );
    process.exitCode = 2;
    return null;
  }
}
