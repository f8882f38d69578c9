/** One captured packet, before any decoding. */

/**
 * A reader owns one of these and rewrites it for every packet: what must outlive the callback has to be copied out.
 * `buffer` may be the chunk that was fed, so its bytes too are only good until the callback returns.
 */
export interface RawFrame {
  buffer: Uint8Array;
  /** Where the packet's first byte lies in `buffer`. */
  offset: number;
  /** Bytes present in `buffer`. */
  capturedLength: number;
  /** Bytes the packet had on the wire; never less than `capturedLength`. */
  originalLength: number;
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  seconds: number;
  /** 0..999,999,999. */
  nanoseconds: number;
  /** LINKTYPE_ number, see link-types.ts. */
  linkType: number;
  /** Counted over the whole file, so that sections of a pcapng file do not share numbers. */
  interfaceId: number;
  /** Where the packet's record begins in the (decompressed) file. */
  fileOffset: number;
}

/** A frame with nothing in it yet. */
export function emptyFrame(): RawFrame {
  return {
    buffer: new Uint8Array(0),
    offset: 0,
    capturedLength: 0,
    originalLength: 0,
    seconds: 0,
    nanoseconds: 0,
    linkType: 0,
    interfaceId: 0,
    fileOffset: 0,
  };
}
