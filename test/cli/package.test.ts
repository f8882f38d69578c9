/** The package as it is published: packed, unpacked somewhere else, and used there. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = join(root, 'samples/go-panic/capture.pcapng');
const folder = temporaryFolder();
const installed = join(folder.path, 'node_modules/closecall');

const node = (...words: string[]): string =>
  execFileSync(process.execPath, words, { cwd: folder.path, encoding: 'utf8' });

beforeAll(() => {
  const npm = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder.path];
  const name = execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', join(folder.path, name), '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: object;
  };
  for (const each of Object.keys(dependencies))
    symlinkSync(join(root, 'node_modules', each), join(folder.path, 'node_modules', each));
}, 60_000);

test('holds what was built to be used, and none of what the build left beside it', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  const needless =
    /\.(?:code|tsbuildinfo|map)$|(?<!\.d)\.ts$|^dist\/src\/browser\/|^dist\/viewer\/[^/]+\/.*\.js$/;
  expect(files.filter((name) => needless.test(name))).toEqual([]);
  expect(files.filter((name) => name.startsWith('dist/cli')).sort()).toEqual([
    'dist/cli/main.js',
    'dist/cli/program.cjs',
    'dist/cli/worker.js',
  ]);
});

test('the program analyses, and writes both pages', () => {
  const main = join(installed, 'dist/cli/main.js');
  expect(node(main, 'scan', sample)).toContain('20 requests failed');
  node(main, 'report', sample, '-q', '-o', 'report.html');
  node(main, 'report', '-q', '-o', 'empty.html');
  for (const page of ['report.html', 'empty.html'])
    expect(readFileSync(join(folder.path, page), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
});

test.each(['closecall', 'closecall/node'])('%s is the library', (name) => {
  folder.file(
    'use.mjs',
    `import { analyze } from '${name}';
     const { report } = await analyze(${JSON.stringify(sample)}, { jobs: 2 });
     console.log(report.summary.failedRequests);`,
  );
  expect(node('use.mjs')).toBe('20\n');
});

test('the element is imported where there is no DOM, as servers that render pages do', () => {
  folder.file(
    'server.mjs',
    "import { ClosecallViewer } from 'closecall/viewer'; console.log(ClosecallViewer.name.length > 0);",
  );
  expect(node('server.mjs')).toBe('true\n');
});

test('the schema of reports is a part of it', () => {
  folder.file(
    'schema.mjs',
    `import { createRequire } from 'node:module';
     console.log(createRequire(import.meta.url)('closecall/report.schema.json').title);`,
  );
  expect(node('schema.mjs')).toContain('closecall-report/1');
});

/** What an embedder writes: everything that README names, in the strictest TypeScript. */
const embedder = (name: string, path: string) => `
  import { type Analysis, type AnalyzeOptions, Analyzer, analyze, CaptureError, combine, type Progress, redact } from '${name}';
  import type { ClosecallViewer } from 'closecall/viewer';
  const options: AnalyzeOptions = { upstream: ['10.0.0.0/8'] };
  export const analysis: Promise<Analysis> = analyze(${path}, {
    ...options,
    signal: AbortSignal.timeout(1000),
    onProgress: ({ bytes, totalBytes }: Progress) => console.log(bytes, totalBytes ?? 0),
  });
  export async function dropped(file: File, viewer: ClosecallViewer): Promise<number | null> {
    try {
      const { report, timelines } = redact(await analyze(await file.arrayBuffer()), 'share');
      viewer.model = { report, timelines: Object.fromEntries(timelines) };
      return report.findings[0]?.connection.index ?? null;
    } catch (error) {
      if (error instanceof CaptureError) console.error(error.code, error.offset);
      return null;
    }
  }
  export function live(chunk: Uint8Array): number {
    const analyzer = new Analyzer(options);
    analyzer.beginFile('live');
    analyzer.feed(chunk);
    analyzer.endFile();
    return combine([analyzer.finish()], options).report.findings.length;
  }
`;

test.each([
  ['nodenext', 'nodenext', 'closecall', "'a.pcap'"],
  ['esnext', 'bundler', 'closecall', 'new Uint8Array(0)'],
  ['esnext', 'bundler', 'closecall/node', "['a.pcap', 'b.pcap']"],
])(
  'its types hold with modules %s resolved as by %s: %s',
  (module, moduleResolution, name, source) => {
    folder.file('package.json', '{ "type": "module" }');
    folder.file('embedder.ts', embedder(name, source));
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    };
    folder.file('tsconfig.json', JSON.stringify({ compilerOptions, files: ['embedder.ts'] }));
    expect(node(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')).toBe('');
  },
  60_000,
);

test('for a browser it is bundled without anything of Node', async () => {
  const { build } = await import('esbuild');
  folder.file('page.js', "import { analyze } from 'closecall'; globalThis.analyze = analyze;");
  const { outputFiles, errors } = await build({
    absWorkingDir: folder.path,
    entryPoints: ['page.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/["']node:/);
});
