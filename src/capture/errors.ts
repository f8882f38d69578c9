/** What goes wrong with a capture file: an error where nothing can be read, issues where a part cannot. */

/** Codes of `CaptureError`. */
export type CaptureErrorCode =
  | 'empty-file'
  | 'too-short'
  | 'not-a-capture'
  | 'compressed'
  | 'unsupported-version'
  | 'damaged-header';

/** The input cannot be read as a capture at all. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;
  /** Byte offset in the (decompressed) file. */
  readonly offset: number;

  constructor(code: CaptureErrorCode, message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Trouble inside a capture that was read all the same. */
export interface CaptureIssue {
  /** Stable, kebab-case. */
  code: string;
  /** One line: fact, limit and place. */
  message: string;
  /** 1-based number of the frame concerned, or of the frame that would have come next. */
  frame?: number;
  /** Byte offset in the (decompressed) file. */
  offset?: number;
}
