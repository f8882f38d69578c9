/** AJP 1.3 packets: two bytes that tell the sender, two bytes of length (Apache Tomcat Connectors, "AJPv13 Protocol Reference"). */
import type { Match } from '../app/first-bytes.ts';
import type { FrameFormat } from '../app/frames.ts';

/** First byte of a packet's body. Packets with a request's body have none. */
export const CODE = {
  FORWARD_REQUEST: 2,
  SEND_BODY_CHUNK: 3,
  SEND_HEADERS: 4,
  END_RESPONSE: 5,
  GET_BODY_CHUNK: 6,
  PING: 8,
  CPONG: 9,
  CPING: 10,
} as const;

const HEADER_SIZE = 4;
const FROM_WEB_SERVER = 0x1234;
const FROM_CONTAINER = 0x4142;
/** Kept of a packet that is no request: code, status or length. */
const KEPT = 8;

function magicOf(header: Uint8Array): number {
  return ((header[0] as number) << 8) | (header[1] as number);
}

export const ajpPackets: FrameFormat = {
  headerSize: () => HEADER_SIZE,
  bodySize(header) {
    const magic = magicOf(header);
    if (magic !== FROM_WEB_SERVER && magic !== FROM_CONTAINER) return -1;
    return ((header[2] as number) << 8) | (header[3] as number);
  },
  keptSize: (header, bodySize) => (magicOf(header) === FROM_WEB_SERVER ? bodySize : Math.min(KEPT, bodySize)),
};

/** Whether the web server, which sends the requests, begins here with a request or a ping. */
export function startsAjp(buffer: Uint8Array, from: number, end: number): Match {
  const size = end - from;
  if (size > 0 && buffer[from] !== FROM_WEB_SERVER >> 8) return 'no';
  if (size > 1 && buffer[from + 1] !== (FROM_WEB_SERVER & 0xff)) return 'no';
  if (size <= HEADER_SIZE) return 'more';
  const code = buffer[from + HEADER_SIZE];
  return code === CODE.FORWARD_REQUEST || code === CODE.CPING || code === CODE.PING ? 'yes' : 'no';
}

/** Whether the container, which answers, begins a packet here. */
export function startsContainerPacket(buffer: Uint8Array, from: number, end: number): boolean {
  const code = buffer[from + HEADER_SIZE] as number;
  return (
    end - from > HEADER_SIZE &&
    magicOf(buffer.subarray(from, end)) === FROM_CONTAINER &&
    code >= CODE.SEND_BODY_CHUNK &&
    code <= CODE.CPONG
  );
}
