/** `closecall extract`: the packets of findings as pcapng, with the diagnosis as comments of packets. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Extraction, extract as extractPackets } from '../../src/extract/extract.ts';
import { expandInputs } from '../../src/node/inputs.ts';
import { toInputs } from '../../src/node/path-input.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import { checkFilter } from '../check-filter.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Filter, filterReport, filterWords, withFindings } from '../filter.ts';
import { writerOf } from '../formats.ts';
import { type InputArguments, type Loaded, load } from '../load.ts';
import { withAddresses } from '../named-ends.ts';
import { type Names, named, readNames } from '../names.ts';
import { checkOutput } from '../output.ts';
import { OutputFile } from '../output-file.ts';
import { canBeReadAgain } from '../read-again.ts';
import { packetComments, sectionComment } from '../render/comments.ts';
import { shellWord } from '../render/shell.ts';
import { count, counted } from '../render/text.ts';
import { Zone } from '../render/zone.ts';
import { say } from '../say.ts';
import { selectFindings } from '../select.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';

interface ExtractArguments extends InputArguments, Filter {
  /** Of findings or incidents, or beginnings of ids. */
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly output: string;
  readonly tz: string;
}

export async function extract(asked: ExtractArguments): Promise<ExitCode> {
  checkEnding(asked.output);
  if (asked.redact === 'share') throw notForSharing();
  await checkOutput(asked.output, asked.inputs, isExtract);
  checkPlain(asked.output);
  const names = readNames(asked.names);
  const args = withAddresses(asked, names);
  checkFilter(args);
  const loaded = await load(args, { maxTimelines: 0, checksums: false });
  if (loaded.saved || !args.inputs.every(canBeReadAgain)) throw unreadableTwice(loaded.saved);
  const { report } = loaded.analysis;
  const narrowed = filterReport(report, args, new Zone(args.tz));
  const code = loaded.codeFor(narrowed);
  if (!loaded.anyCapture || loaded.signal.aborted) return code;
  const findings = choose(narrowed, args);
  return (await write(args, loaded, findings, names)) ?? code;
}

function checkEnding(output: string): void {
  if (/\.pcap$/i.test(output))
    throw new UsageError(`--output ${output}: pcap has no comments, extract writes pcapng`, `-o ${output}ng`);
  const writer = writerOf(output);
  if (writer !== null)
    throw new UsageError(
      `extract writes packets (.pcapng), no ${extname(output).slice(1).toUpperCase()}`,
      `closecall ${writer} FILES... -o ${shellWord(output)} writes that`,
    );
}

/** Whatever opens such a file by its name would take it for a damaged one. */
function checkPlain(output: string): void {
  const [ending] = /\.(?:gz|zst|lz4)$/i.exec(output) ?? [];
  if (ending === undefined) return;
  const plainName = output.slice(0, -ending.length);
  throw new UsageError(`--output ${output}: extract does not compress`, `-o ${shellWord(plainName)}`);
}

function notForSharing(): UsageError {
  return new UsageError(
    '--redact share is not for packets, which go by their addresses',
    'closecall report --redact share makes a page without them; extract overwrites what packets carry',
  );
}

function unreadableTwice(saved: boolean): UsageError {
  return saved
    ? new UsageError('a saved report holds no packets to extract', 'name the captures that it was made of')
    : new UsageError(
        'extract reads captures twice, a pipe can be read once',
        'save it first: tcpdump -w gateway.pcap ...',
      );
}

/** Those named, or all that a filter leaves; by itself the worst incident's. */
function choose(report: Report, args: ExtractArguments): Finding[] {
  const { incidents, findings } = report;
  const filter = filterWords(args);
  if (findings.length === 0)
    throw new UsageError(
      filter === '' ? 'there is no finding to extract' : `no finding fits ${filter}`,
      'closecall scan says what was checked',
    );
  const [worst] = incidents;
  const byItself = args.ids.length === 0 && !args.all && filter === '' && worst !== undefined;
  const ids = byItself ? [worst.id] : args.ids;
  if (byItself && incidents.length > 1 && !args.quiet)
    say(`incident ${worst.id}, the worst; --all takes ${counted(incidents.length - 1, 'other')} as well`);
  if (ids.length === 0) return [...findings];
  const chosen = new Set(ids.flatMap((id) => selectFindings(report, { id }, new Zone(args.tz))));
  return findings.filter((finding) => chosen.has(finding));
}

/** Returns the exit code where not all went well: then nothing is written. */
async function write(
  { inputs, output, quiet, redact: level }: ExtractArguments,
  { analysis: { report }, signal }: Loaded,
  findings: readonly Finding[],
  names: Names,
): Promise<ExitCode | null> {
  const told = named({ report: withFindings(report, findings), timelines: new Map() }, names);
  const file = new OutputFile(output);
  try {
    const order = {
      inputs: toInputs((await expandInputs(inputs)).paths),
      captures: report.captures,
      findings,
      redaction: level,
      comments: packetComments(told.report.findings),
      application: `closecall ${version()}`,
      about: (files: readonly string[]) =>
        sectionComment(
          files.map((path) => basename(path)),
          level,
          findings.length,
        ),
    };
    const extraction = await extractPackets(order, file, { signal });
    if (signal.aborted) return EXIT.INTERRUPTED;
    if (extraction.missing > 0) {
      say(
        `${counted(extraction.missing, 'connection')} not found again: the input changed while it was read, nothing is written\n  copy it first, and extract from the copy`,
      );
      return EXIT.INPUT;
    }
    await file.finish();
    for (const line of quiet ? [] : extractedLines(extraction, findings.length, report, output)) say(line);
    return null;
  } finally {
    file.end();
  }
}

/** What was written, and what it lacks. */
function extractedLines(
  { packets, company, leftOut, differing }: Extraction,
  findings: number,
  { summary }: Report,
  output: string,
): string[] {
  const where = output === '-' ? 'to standard output' : output;
  const rest = differing.slice(0, 5).map(({ id }) => id);
  return [
    `wrote ${where}: ${counted(findings, 'finding')}, ${count(packets)} of ${counted(summary.packets, 'packet')}`,
    ...(company > 0
      ? [`with ${counted(company, 'other connection')} around them, on which verdicts rest`]
      : []),
    ...(leftOut > 0 ? [`without ${counted(leftOut, 'packet')} in fragments, which --redact none keeps`] : []),
    ...(rest.length > 0
      ? [
          `alone it says less of ${counted(differing.length, 'finding')}, which rest on more of the capture: ${rest.join(', ')}`,
        ]
      : []),
  ];
}

/** An earlier extract, which may be written again. */
function isExtract(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(64);
    return start.toString('latin1', 0, readSync(descriptor, start)).includes('closecall ');
  } finally {
    closeSync(descriptor);
  }
}
