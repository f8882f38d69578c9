/** Builds closecall and the benchmarks, then runs these with the arguments that follow. */
import { rmSync } from 'node:fs';
import { build } from './build.mjs';
import { inRoot, run } from './process.mjs';

await build();
const esbuild = await import('esbuild');
const outfile = inRoot('dist/bench.mjs');
await esbuild.build({
  absWorkingDir: inRoot('.'),
  entryPoints: ['test/bench/main.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  outfile,
});
try {
  run(process.execPath, [outfile, ...process.argv.slice(2)]);
} finally {
  rmSync(outfile);
}
