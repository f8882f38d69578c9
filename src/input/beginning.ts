/** How a capture begins: its link types and the time of its first packet. */
import { CaptureError } from '../capture/errors.ts';
import { CaptureReader } from '../capture/reader.ts';

export interface Beginning {
  /** Link types of the interfaces named so far, as LINKTYPE_ numbers joined by commas. */
  readonly linkTypes: string;
  /** Null where the bytes hold no whole packet. */
  readonly first: { readonly seconds: number; readonly nanoseconds: number } | null;
}

/** Reads what `bytes`, the beginning of a capture, tell; what is wrong in them is told when the file is read. */
export function beginning(bytes: Uint8Array): Beginning {
  let first: Beginning['first'] = null;
  const reader = new CaptureReader(
    ({ seconds, nanoseconds }) => {
      first ??= { seconds, nanoseconds };
    },
    () => {},
  );
  try {
    reader.feed(bytes);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
  }
  return { linkTypes: [...reader.linkTypes].join(), first };
}
