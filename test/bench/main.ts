/**
 * `npm run bench`: closecall and its peers on generated captures, in one run, and docs/performance.md written from it.
 *
 *     npm run bench -- --size 100m --only api,bulk,api@1g,jobs --runs 3 --no-doc
 *     npm run bench -- --micro
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate.ts';
import { type Cost, compare } from './measure.ts';
import { microBenchmarks } from './micro.ts';
import { type Captures, onPath, type Program, programs } from './programs.ts';
import { SHAPES, type Shape, type ShapeName } from './shapes.ts';
import type { Truth } from './talk.ts';

const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };
const LOSS = { loss: 0.005, reordering: 0.002 };
const MICRO_SIZE = 50e6;
const FILES = 8;

interface Measured {
  readonly shape: ShapeName;
  readonly size: string;
  readonly bytes: number;
  readonly truth: Truth;
  readonly costs: readonly { readonly program: Program; readonly cost: Cost }[];
}

/** Several files at once: no shape of traffic, but measured like one. */
const JOBS = 'jobs';
const EVERYTHING = [...Object.keys(SHAPES), JOBS, 'api@1g'].join();

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '100m' },
    only: { type: 'string', default: EVERYTHING },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    micro: { type: 'boolean', default: false },
    'no-doc': { type: 'boolean', default: false },
  },
});

const scratch = mkdtempSync(join(tmpdir(), 'closecall-bench-'));

function run(): void {
  const sections = options.only.split(',').map((asked) => {
    const [name = '', size = options.size] = asked.split('@');
    const section = name === JOBS ? jobsSection(size) : sectionOf(measure(shapeOf(name), size));
    console.log(`${section}\n`);
    return section;
  });
  if (!options['no-doc']) writeDocument(sections);
}

function shapeOf(name: string): ShapeName {
  if (name in SHAPES) return name as ShapeName;
  throw new Error(`--only ${name}: there are ${EVERYTHING}`);
}

function measure(shape: ShapeName, size: string): Measured {
  const captures: Captures = { pcap: join(scratch, 'bench.pcap'), pcapng: join(scratch, 'bench.pcapng') };
  const make = { shape, size: bytesOf(size), seed: Number(options.seed), ...LOSS };
  const truth = generate(captures.pcap, make);
  generate(captures.pcapng, { ...make, format: 'pcapng' });
  const there = programs(process.cwd()).filter(
    ({ name, installed }) => installed() && !without(shape).includes(name),
  );
  const commands = there.map(({ command }) => command(captures, scratch));
  const costs = compare(commands, Number(options.runs), scratch);
  return {
    shape,
    size,
    bytes: readSize(captures.pcap),
    truth,
    costs: there.map((program, at) => ({ program, cost: costs[at] as Cost })),
  };
}

function without(shape: ShapeName): readonly string[] {
  const { without: names = [] }: Shape = SHAPES[shape];
  return names;
}

/**
 * Eight captures by one thread and by two. The first row has one core for everything: left alone, V8 compiles and collects garbage of
 * the one thread on the other core.
 */
function jobsSection(size: string): string {
  const folder = mkdtempSync(join(scratch, 'jobs-'));
  for (let file = 0; file < FILES; file++) {
    const make = { shape: 'api', size: bytesOf(size), seed: Number(options.seed) + file, ...LOSS } as const;
    generate(join(folder, `${file}.pcap`), make);
  }
  const scan = (jobs: string) => [process.execPath, 'dist/cli/main.js', 'scan', folder, '--jobs', jobs];
  const runs = [
    { name: '--jobs 1, one core', command: ['taskset', '-c', '0', ...scan('1')] },
    { name: '--jobs 1', command: scan('1') },
    { name: '--jobs 2', command: scan('2') },
  ].filter(({ command: [program = ''] }) => program !== 'taskset' || onPath(program)());
  const costs = compare(
    runs.map(({ command }) => command),
    Number(options.runs),
    scratch,
  );
  const wall = costs[0]?.wall ?? Number.NaN;
  const rows = costs.map((cost, at) => [
    runs[at]?.name ?? '',
    cost.wall.toFixed(2),
    (wall / cost.wall).toFixed(2),
    cost.cpu.toFixed(2),
    cost.memory.toFixed(0),
  ]);
  const head = ['scan', 'seconds by the clock', 'times as fast', 'CPU s', 'peak MB'];
  return [
    `### jobs: ${FILES} captures like api, ${size} each`,
    '',
    table([head, head.map(() => '---'), ...rows]),
  ].join('\n');
}

function sectionOf({ shape, size, bytes, truth, costs }: Measured): string {
  const own = costs[0]?.cost.cpu ?? Number.NaN;
  const rows = costs.map(({ program, cost }) => [
    program.name,
    program.does,
    cost.cpu.toFixed(2),
    ((cost.cpu / bytes) * 1e9).toFixed(2),
    ((cost.cpu / truth.packets) * 1e6).toFixed(2),
    (own / cost.cpu).toFixed(2),
    cost.memory.toFixed(0),
  ]);
  const head = ['program', 'does', 'CPU s', 's/GB', 'µs/packet', 'closecall / it', 'peak MB'];
  return [
    `### ${shape}, ${size}: ${SHAPES[shape].about}`,
    '',
    `${(bytes / 1e6).toFixed(1)} MB, ${truth.packets} packets, ${truth.connections} connections, ${truth.requests} requests.`,
    '',
    table([head, head.map(() => '---'), ...rows]),
  ].join('\n');
}

function printMicro(): void {
  const path = join(scratch, 'micro.pcap');
  generate(path, { shape: 'api', size: MICRO_SIZE, ...LOSS });
  const costs = microBenchmarks(readFileSync(path));
  const rows = costs.map(({ name, nanoseconds }, at) => {
    const own = nanoseconds - (costs[at - 1]?.nanoseconds ?? 0);
    return [name, nanoseconds.toFixed(0), own.toFixed(0)];
  });
  console.log(table([['part', 'ns/packet so far', 'its own'], ['---', '---', '---'], ...rows]));
}

const BEGIN = '<!-- bench -->';
const END = '<!-- /bench -->';

/** The document around the figures is written by hand. */
function writeDocument(sections: readonly string[]): void {
  const path = join(process.cwd(), 'docs/performance.md');
  const document = readFileSync(path, 'utf8');
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${path} has no place for the figures`);
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.version}`;
  const command = `npm run bench -- --size ${options.size} --only ${options.only} --runs ${options.runs} --seed ${options.seed}`;
  const figures = [
    BEGIN,
    `${machine}; ${new Date().toISOString().slice(0, 10)}:`,
    `    ${command}`,
    ...sections,
  ];
  writeFileSync(path, `${document.slice(0, from)}${figures.join('\n\n')}\n\n${document.slice(to)}`);
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function readSize(path: string): number {
  return (JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { bytes: number }).bytes;
}

function bytesOf(size: string): number {
  const [, number, unit = ''] = /^([\d.]+)([kmg]?)$/.exec(size) ?? [];
  if (number === undefined) throw new Error(`--size ${size}: a size is 500k, 100m or 10g`);
  return Number(number) * (UNITS[unit] ?? 1);
}

try {
  if (options.micro) printMicro();
  else run();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
