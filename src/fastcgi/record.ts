/** FastCGI records (FastCGI 1.0, §3.3 and §8). */
import type { Match } from '../app/first-bytes.ts';
import type { FrameFormat } from '../app/frames.ts';

export const TYPE = {
  BEGIN_REQUEST: 1,
  ABORT_REQUEST: 2,
  END_REQUEST: 3,
  PARAMS: 4,
  STDIN: 5,
  STDOUT: 6,
  STDERR: 7,
  DATA: 8,
  GET_VALUES: 9,
  GET_VALUES_RESULT: 10,
  UNKNOWN_TYPE: 11,
} as const;

const VERSION = 1;
const HEADER_SIZE = 8;
const BEGIN_SIZE = 8;

export function typeOf(header: Uint8Array): number {
  return header[1] as number;
}

/** 0 for records about the connection itself. */
export function requestOf(header: Uint8Array): number {
  return ((header[2] as number) << 8) | (header[3] as number);
}

/** Without padding. */
export function contentSize(header: Uint8Array): number {
  return ((header[4] as number) << 8) | (header[5] as number);
}

export const fastCgiRecords: FrameFormat = {
  headerSize: () => HEADER_SIZE,
  bodySize(header) {
    const type = typeOf(header);
    if (header[0] !== VERSION || type < TYPE.BEGIN_REQUEST || type > TYPE.UNKNOWN_TYPE) return -1;
    const isManagement = type >= TYPE.GET_VALUES;
    if (isManagement !== (requestOf(header) === 0)) return -1;
    const size = contentSize(header);
    const fixed = type === TYPE.BEGIN_REQUEST || type === TYPE.END_REQUEST;
    return fixed && size !== BEGIN_SIZE ? -1 : size + (header[6] as number);
  },
  keptSize(header) {
    switch (typeOf(header)) {
      case TYPE.BEGIN_REQUEST:
      case TYPE.PARAMS:
      case TYPE.STDOUT:
        return contentSize(header);
      default:
        return 0;
    }
  },
};

/** Whether a connection begins like FastCGI: a request's begin, or a question for values. */
export function startsFastCgi(buffer: Uint8Array, from: number, end: number): Match {
  const size = Math.min(end - from, HEADER_SIZE);
  if (size > 0 && buffer[from] !== VERSION) return 'no';
  const type = buffer[from + 1];
  if (size > 1 && type !== TYPE.BEGIN_REQUEST && type !== TYPE.GET_VALUES) return 'no';
  if (size < HEADER_SIZE) return 'more';
  return fastCgiRecords.bodySize(buffer.subarray(from, from + HEADER_SIZE)) < 0 ? 'no' : 'yes';
}

/** Whether a record is one that only the server sends. */
export function isFromServer(header: Uint8Array): boolean {
  switch (typeOf(header)) {
    case TYPE.END_REQUEST:
    case TYPE.STDOUT:
    case TYPE.STDERR:
    case TYPE.GET_VALUES_RESULT:
    case TYPE.UNKNOWN_TYPE:
      return true;
    default:
      return false;
  }
}
