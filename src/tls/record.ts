/** TLS records (RFC 8446 §5.1, RFC 5246 §6.2.1): what a passive observer sees of them without keys. */
import type { Match } from '../app/first-bytes.ts';
import type { FrameFormat } from '../app/frames.ts';

export const CONTENT = {
  CHANGE_CIPHER_SPEC: 20,
  ALERT: 21,
  HANDSHAKE: 22,
  APPLICATION: 23,
  HEARTBEAT: 24,
} as const;

const HEADER_SIZE = 5;
/** RFC 5246 §6.2.3 allows 2048 bytes more than the 2^14 of a plaintext; RFC 8446 §5.2 allows 256. */
const MAX_BODY = 16_384 + 2048;
/** Enough of a handshake record for a hello with post-quantum key shares. */
const KEPT_HANDSHAKE = 4096;

export const tlsRecords: FrameFormat = {
  headerSize: () => HEADER_SIZE,
  bodySize(header) {
    const type = header[0] as number;
    const known = type >= CONTENT.CHANGE_CIPHER_SPEC && type <= CONTENT.HEARTBEAT;
    const version = header[1] === 3 && (header[2] as number) <= 4;
    const length = ((header[3] as number) << 8) | (header[4] as number);
    return known && version && length > 0 && length <= MAX_BODY ? length : -1;
  },
  keptSize: (header) => (header[0] === CONTENT.HANDSHAKE ? KEPT_HANDSHAKE : 0),
};

/** Whether a connection begins like TLS: a handshake record with a ClientHello. `more` while the bytes agree but are too few. */
export function startsTls(buffer: Uint8Array, from: number, end: number): Match {
  const expected = [CONTENT.HANDSHAKE, 3, -1, -1, -1, 1];
  for (let i = 0; i < expected.length; i++) {
    if (from + i >= end) return 'more';
    const byte = buffer[from + i] as number;
    if (i === 2 ? byte > 4 : expected[i] !== -1 && byte !== expected[i]) return 'no';
  }
  return 'yes';
}
