/** Colours, where the output is a terminal that wants them. Meaning is always in the words as well. */
import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

/**
 * `NO_COLOR` (no-color.org) and `--no-color` win, then `FORCE_COLOR` (`0` means no), then whether `stream` is a
 * terminal. Picocolors' own test is not used: it also colours logs of CI systems.
 */
export function paintFor(stream: { readonly isTTY?: boolean }, wanted: boolean | undefined): Paint {
  return pc.createColors(colourful(stream, wanted));
}

function colourful(stream: { readonly isTTY?: boolean }, wanted: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (wanted === false || NO_COLOR) return false;
  if (wanted === true) return true;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
