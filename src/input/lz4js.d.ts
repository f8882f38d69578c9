/** The one function of lz4js that is used; the package has no types. */
declare module 'lz4js' {
  /** Unfolds one block from `source` into `target` at `targetStart`; returns the end of the output. */
  export function decompressBlock(
    source: Uint8Array,
    target: Uint8Array,
    sourceStart: number,
    sourceLength: number,
    targetStart: number,
  ): number;
}
