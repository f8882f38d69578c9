/** `closecall tcpdump`: the command that captures what closecall needs, for the place where one stands. */
import { type CaptureOrder, captureCommand, podWords } from '../capture-command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { writeOutput } from '../output.ts';
import { block } from '../render/block.ts';
import { paintFor } from '../render/paint.ts';
import { textWidth } from '../render/text.ts';

interface TcpdumpArguments extends CaptureOrder {
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/** Columns for the longest flag. */
const INDENT = 32;

export async function tcpdump({ quiet, color, ...order }: TcpdumpArguments): Promise<ExitCode> {
  const { line, flags, next } = captureCommand(order);
  const style = {
    margin: 2,
    indent: INDENT,
    width: textWidth(process.stdout.columns),
    paint: paintFor(process.stdout, color),
  };
  const reasons = flags.map(({ words, why }) =>
    block(words.length === 1 && words[0]?.includes(' ') ? 'the filter' : words.join(' '), why, style),
  );
  const place = order.ssh ?? order.kubernetes ?? order.container;
  const lines = [
    line,
    '',
    ...reasons.flat(),
    '',
    ...(order.kubernetes === undefined
      ? []
      : block(
          'no tcpdump in it?',
          `kubectl debug -it ${podWords(order.kubernetes)} --image=nicolaka/netshoot --profile=netadmin starts a container beside it: the same with its name (-c)`,
          style,
        )),
    ...(place === undefined
      ? block('where', "on the gateway's host: what it sent and got is what counts", style)
      : []),
    ...block('stop', 'Ctrl-C, when it failed a few times; "dropped by kernel" should say 0', style),
    ...(next === '' ? [] : block('then', next, style)),
  ];
  await writeOutput(
    undefined,
    quiet ? [`${line}\n`] : [`${lines.map((each) => each.trimEnd()).join('\n')}\n`],
  );
  return EXIT.OK;
}
