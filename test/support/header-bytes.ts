/** Headers of the protocols around TCP, valid unless a test says otherwise. */
import { be16, be32, bytes, fill, type Part } from './capture-bytes.ts';

export const MAC = '02 00 00 00 00 01  02 00 00 00 00 02';
export const V4_CLIENT = 0x0a000001;
export const V4_SERVER = 0x0a000002;
const V6_CLIENT = '20010db8 00000000 00000000 00000001';
export const V6_SERVER = '20010db8 00000000 00000000 00000002';

export interface TcpFields {
  readonly source?: number;
  readonly destination?: number;
  readonly seq?: number;
  readonly ack?: number;
  readonly flags?: number;
  readonly window?: number;
  readonly options?: Part;
  readonly payload?: Part;
  /** Header length in words. */
  readonly dataOffset?: number;
}

/** Ports 40000 to 80, sequence number 1000, acknowledgement 2000, PSH and ACK. */
export function tcp(fields: TcpFields = {}): Uint8Array {
  const options = bytes(fields.options ?? []);
  const words = fields.dataOffset ?? 5 + options.length / 4;
  return bytes(
    be16(fields.source ?? 40_000),
    be16(fields.destination ?? 80),
    be32(fields.seq ?? 1000),
    be32(fields.ack ?? 2000),
    [words << 4, fields.flags ?? 0x18],
    be16(fields.window ?? 502),
    fill(4),
    options,
    fields.payload ?? 'c0 ff ee',
  );
}

export interface Ipv4Fields {
  readonly protocol?: number;
  readonly totalLength?: number;
  readonly id?: number;
  /** Flags and offset as on the wire. */
  readonly fragment?: number;
  readonly ttl?: number;
  readonly options?: Part;
  readonly version?: number;
  readonly headerWords?: number;
  readonly source?: number;
}

export function ipv4(payload: Part, fields: Ipv4Fields = {}): Uint8Array {
  const options = bytes(fields.options ?? []);
  const content = bytes(payload);
  const words = fields.headerWords ?? 5 + options.length / 4;
  return bytes(
    [((fields.version ?? 4) << 4) | words, 0],
    be16(fields.totalLength ?? 20 + options.length + content.length),
    be16(fields.id ?? 7),
    be16(fields.fragment ?? 0),
    [fields.ttl ?? 64, fields.protocol ?? 6],
    fill(2),
    be32(fields.source ?? V4_CLIENT),
    be32(V4_SERVER),
    options,
    content,
  );
}

export function ipv6(payload: Part, next = 6, payloadLength?: number): Uint8Array {
  const content = bytes(payload);
  const length = be16(payloadLength ?? content.length);
  return bytes('60 00 00 00', length, [next, 57], V6_CLIENT, V6_SERVER, content);
}

export function ethernet(type: number, payload: Part): Uint8Array {
  return bytes(MAC, be16(type), payload);
}

export function udp(port: number, payload: Part): Uint8Array {
  const content = bytes(payload);
  return bytes(be16(50_000), be16(port), be16(8 + content.length), fill(2), content);
}

/** TCP in IPv4 in Ethernet. */
export const TCP_FRAME = ethernet(0x0800, ipv4(tcp()));
