/** Bytes of one piece of output. zlib's 16 KiB take twice as long: every piece costs a trip to another thread. */
export const OUTPUT_SIZE = 1 << 20;
