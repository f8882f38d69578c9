/**
 * Builds dist/: the type-checked modules of src and viewer, the command line as one bundle with a chunk per command, and the
 * viewer as one classic script with its style sheet, as the report embeds them; and the page that reads captures.
 */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { inRoot, run } from './process.mjs';
import { slimD3 } from './slim-d3.mjs';
import { checkCalls, slimPackages } from './slim-packages.mjs';

/** The real capture that comes with the page for captures. */
const SAMPLE = 'samples/go-idle-timeout-below-nginx/capture.pcap';

/** Ends the process with the compiler's exit code where the sources do not compile. */
export async function build() {
  run(process.execPath, [
    inRoot('node_modules/typescript/bin/tsc'),
    '-b',
    'src',
    'src/node',
    'src/browser',
    'viewer',
    'cli',
  ]);
  await bundleViewer();
  await bundleCommandLine();
  chmodSync(inRoot('dist/cli/main.js'), 0o755);
}

async function bundleViewer() {
  await bundle({
    entryPoints: {
      page: inRoot('viewer/app.ts'),
      loader: inRoot('viewer/loader.ts'),
      drop: inRoot('viewer/drop.ts'),
    },
    plugins: [slimD3, slimPackages],
    outdir: 'dist/viewer',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
  });
  await bundle({
    entryPoints: {
      page: inRoot('viewer/app.css'),
      drop: inRoot('viewer/drop.css'),
      element: inRoot('viewer/element.css'),
    },
    outdir: 'dist/viewer',
    charset: 'utf8',
  });
  checkCalls(built('drop.js'));
  for (const name of ['page.js', 'drop.js']) await shrink(name);
  await bundleElement();
  await writeDropPage();
}

/** The custom element as one module with its style inside. */
async function bundleElement() {
  const style = toHost(built('element.css'));
  rmSync(inRoot('dist/viewer/element.css'));
  await bundle({
    entryPoints: { 'closecall-viewer': inRoot('viewer/element.ts') },
    plugins: [slimD3],
    outdir: 'dist/viewer',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    define: { ELEMENT_STYLE: JSON.stringify(style) },
  });
  writeFileSync(inRoot('dist/viewer/closecall-viewer.d.ts'), "export * from './element.js';\n");
}

/** The page's style sheet for a shadow: its root is the host, and it is as wide as the element, not as the window. */
function toHost(style) {
  return style
    .replace(/(?:html|body)(?=[{,])/g, ':host')
    .replace(/(?::root)+((?::not\([^)]*\)|\[[^\]]*\])*)/g, (_, rest) =>
      rest === '' ? ':host' : `:host(${rest})`,
    )
    .replace(/@media ?\((max|min)-width/g, '@container ($1-width');
}

function built(name) {
  return readFileSync(inRoot(`dist/viewer/${name}`), 'utf8').trimEnd();
}

/** The scripts that pages carry: swc finds 5 % more to leave out than esbuild. */
async function shrink(name) {
  const { minifySync } = await import('@swc/core');
  const options = { compress: { passes: 4, ecma: 2022 }, mangle: true, ecma: 2022, module: false };
  const { code } = minifySync(built(name), { ...options, format: { ascii_only: false } });
  writeFileSync(inRoot(`dist/viewer/${name}`), code);
}

/** The page that reads captures, for any static host and for `closecall report` without an input. */
async function writeDropPage() {
  const { renderDropPage } = await import('../dist/viewer/drop-page.js');
  const html = renderDropPage({
    script: built('drop.js'),
    loader: built('loader.js'),
    style: built('drop.css'),
    deflateBase64: (pieces) => deflateRawSync([...pieces].join(''), { level: 9 }).toString('base64'),
    sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    sample: {
      name: 'sample-keep-alive-race.pcap.gz',
      base64: gzipSync(readFileSync(inRoot(SAMPLE)), { level: 9 }).toString('base64'),
    },
  });
  writeFileSync(inRoot('dist/viewer/closecall.html'), html);
}

/**
 * The command line as one script, wrapped like a CommonJS module, and what starts it. Unbundled, loading a hundred small modules
 * takes longer than analysing a small capture.
 */
async function bundleCommandLine() {
  for (const name of readdirSync(inRoot('dist/cli')))
    if (/\.(?:js|cjs|code)$/.test(name)) rmSync(inRoot(`dist/cli/${name}`));
  await bundle({
    entryPoints: { program: inRoot('cli/program.ts') },
    outdir: 'dist/cli',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    alias: { 'string-width': inRoot('cli/ascii-width.ts') },
    define: { 'import.meta.url': '__here' },
    // A script of its own has nobody who would import for it: what is loaded late is required.
    supported: { 'dynamic-import': false },
    banner: { js: '(function (require, module, __here) {' },
    footer: { js: '})' },
  });
  await bundle({
    entryPoints: { main: inRoot('cli/main.ts'), prepared: inRoot('cli/prepared.ts') },
    outdir: 'dist/cli',
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  toAscii('program.cjs');
  // Threads of the program run the program.
  copyFileSync(inRoot('dist/cli/main.js'), inRoot('dist/cli/worker.js'));
  run(process.execPath, [inRoot('scripts/prepare.mjs')]);
}

/** The bundler leaves regular expressions as they were written; escaped, the script is ASCII and read without decoding. */
function toAscii(name) {
  const file = inRoot(`dist/cli/${name}`);
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[\u0080-\uffff]/g, escaped));
}

async function bundle(options) {
  // Imported here because a fresh clone has no packages yet when this module is loaded.
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: inRoot('.'),
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
