#!/usr/bin/env node
/** The program's start: its script is compiled, or taken as it was compiled by the build, and run. */
import { compile, programOf } from './prepared.ts';

await programOf(compile()).run(process.argv.slice(2));
