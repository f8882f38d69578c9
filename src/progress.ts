/** How far the reading of captures is. */
export interface Progress {
  /** The file of the last piece read. */
  readonly path: string;
  /** Bytes read so far of all files, as they came: compressed ones count as such. */
  readonly bytes: number;
  /** Bytes of all files together; null where nobody knows: pipes, streams. */
  readonly totalBytes: number | null;
}
