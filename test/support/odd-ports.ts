/** Real traffic made harder to read: the capture began later than its connections, and ports say the opposite of what they do. */

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET = 14;
const SYN = 2;

/** A pcap of Ethernet and IPv4 (little-endian, as tcpdump writes it) without its SYNs and SYN-ACKs, each port replaced by `portOf` it. */
export function midstream(pcap: Uint8Array, portOf: (port: number) => number = (port) => port): Uint8Array {
  const kept = new Uint8Array(pcap.length);
  kept.set(pcap.subarray(0, FILE_HEADER));
  const lengths = new DataView(pcap.buffer, pcap.byteOffset);
  let end = FILE_HEADER;
  for (let at = FILE_HEADER; at < pcap.length; ) {
    const next = at + RECORD_HEADER + lengths.getUint32(at + 8, true);
    const record = pcap.slice(at, next);
    at = next;
    const ip = RECORD_HEADER + ETHERNET;
    const tcp = ip + ((record[ip] ?? 0) & 15) * 4;
    const isTcp = record[ip - 2] === 8 && record[ip - 1] === 0 && record[ip + 9] === 6;
    if (isTcp && ((record[tcp + 13] ?? 0) & SYN) !== 0) continue;
    if (isTcp) replacePorts(new DataView(record.buffer, record.byteOffset + tcp), portOf);
    kept.set(record, end);
    end += record.length;
  }
  return kept.subarray(0, end);
}

function replacePorts(header: DataView, portOf: (port: number) => number): void {
  for (const field of [0, 2]) header.setUint16(field, portOf(header.getUint16(field)));
}
