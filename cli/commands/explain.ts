/** `closecall explain`: what every kind of finding is, who has to act, and how it is decided. */
import { FAMILIES, type KindDescription } from '../../src/detect/finding.ts';
import { kinds } from '../../src/detect/registry.ts';
import { logLines } from '../../src/knowledge/log-lines.ts';
import { HISTORY_MARKS } from '../../src/timeline/history.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { FIELD_NOTES } from '../field-guide.ts';
import { kindsNamed, kindsTitled } from '../kinds.ts';
import { writeOutput } from '../output.ts';
import { block, section, verbatim } from '../render/block.ts';
import { type Paint, paintFor } from '../render/paint.ts';
import { plain, terminalColumns, textWidth, wrap } from '../render/text.ts';

interface ExplainArguments {
  /** Kinds, families or the words of a title; none lists all of them. */
  readonly kinds: readonly string[];
  readonly color: boolean | undefined;
}

export async function explain({ kinds: named, color }: ExplainArguments): Promise<ExitCode> {
  const paint = paintFor(process.stdout, color);
  const width = textWidth(terminalColumns());
  const lines = linesFor(named, paint, width);
  await writeOutput(undefined, [`${lines.join('\n').trimEnd()}\n`]);
  return EXIT.OK;
}

function linesFor(words: readonly string[], paint: Paint, width: number): string[] {
  if (words.length === 0) return overview(paint, width);
  const titled = kindsTitled(words.join(' '));
  if (titled.length > 0) return titled.flatMap((one) => inFull(one, paint, width));
  return words.flatMap((word) => {
    if (word === 'history') return [...historyMarks(paint, width), ''];
    return kindsNamed(word).flatMap((one) => inFull(one, paint, width));
  });
}

/** How to read the line that scan --all and --connections tell of a connection. */
function historyMarks(paint: Paint, width: number): string[] {
  const style = { margin: 2, indent: 16, width, paint };
  return [
    paint.bold('The history of a connection: the client in capitals, the server in small letters'),
    ...HISTORY_MARKS.flatMap(([mark, meaning]) => block(mark, meaning, style)),
  ];
}

/** All kinds under their families, one line each. */
function overview(paint: Paint, width: number): string[] {
  const column = Math.max(...kinds.map(({ kind }) => kind.length)) + 4;
  const families = [...new Set(kinds.map(({ family }) => family))];
  const lines = families.flatMap((family) => {
    const members = kinds.filter((kind) => kind.family === family);
    const style = { margin: 2, indent: column, width, paint };
    return [
      paint.bold(FAMILIES[family]),
      ...members.flatMap(({ kind, summary }) => block(kind, firstSentence(summary), style)),
      '',
    ];
  });
  return [
    ...lines,
    'closecall explain KIND says who has to act and how the kind is decided,',
    'closecall explain history how to read the history of a connection.',
  ];
}

function inFull(about: KindDescription, paint: Paint, width: number): string[] {
  const { kind, family, title, owner, summary, decided } = about;
  const style = { margin: 0, indent: 10, width, paint };
  const notes = FIELD_NOTES[kind];
  return [
    `${paint.bold(title.toUpperCase())}  [${kind}]  family ${family}`,
    ...wrap(summary, width),
    ...section('ran?', notes?.ran, style),
    ...section('who', owner, style),
    ...section('decided', decided, style),
    ...section('look', notes?.look, style),
    ...(notes === undefined ? [] : verbatim('filter', notes.filter, style)),
    ...section('change', notes?.change, style),
    ...logLines(kind, null, null, 'http').flatMap((line, i) =>
      section(i === 0 ? 'log' : '', plain(line, 300), style),
    ),
    '',
  ];
}

function firstSentence(text: string): string {
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
}
