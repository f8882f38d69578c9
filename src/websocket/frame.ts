/** WebSocket frames (RFC 6455 §5.2). */
import type { FrameFormat } from '../app/frames.ts';

export const OPCODE_CLOSE = 8;
const HIGHEST_CONTROL = 10;
/** RFC 6455 §5.5: control frames are short and not fragmented. */
const MAX_CONTROL_BODY = 125;
const MASK_SIZE = 4;

export const webSocketFrames: FrameFormat = {
  headerSize(header, have) {
    if (have < 2) return 2;
    const second = header[1] as number;
    const length = second & 0x7f;
    const extended = length === 126 ? 2 : length === 127 ? 8 : 0;
    return 2 + extended + (second & 0x80 ? MASK_SIZE : 0);
  },
  bodySize(header) {
    const opcode = opcodeOf(header);
    const length = lengthOf(header);
    const isControl = opcode >= OPCODE_CLOSE;
    if (opcode > HIGHEST_CONTROL || (opcode > 2 && !isControl) || length < 0) return -1;
    const isFinal = ((header[0] as number) & 0x80) !== 0;
    return isControl && (length > MAX_CONTROL_BODY || !isFinal) ? -1 : length;
  },
  keptSize: () => 0,
};

export function opcodeOf(header: Uint8Array): number {
  return (header[0] as number) & 0x0f;
}

/** -1 where a number of 64 bits is beyond what can be counted (2^53). */
function lengthOf(header: Uint8Array): number {
  const length = (header[1] as number) & 0x7f;
  if (length < 126) return length;
  let value = 0;
  for (let i = 2; i < (length === 126 ? 4 : 10); i++) value = value * 256 + (header[i] as number);
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}
