/** What the reader needs of a file format. */

export interface RecordParser {
  /**
   * Reads whole records out of bytes[start..end) and hands their packets out.
   *
   * Returns where the first unfinished record begins, or, past `end`, where the next record will begin when the
   * bytes between are of no interest. `base` is the file offset of bytes[0].
   */
  parse(bytes: Uint8Array, start: number, end: number, base: number): number;
  /** Bytes that the unfinished record needs, as far as its length is known yet. */
  readonly needed: number;
  /** Nothing more can be read: the rest of the file is to be ignored. */
  readonly stopped: boolean;
  /** The file header has been read. */
  readonly opened: boolean;
}
