/** Names what was handed in where a capture was expected, for the error message. */

/** First four bytes, as hexadecimal digits, of what people mistake for captures. */
const MAGICS: readonly (readonly [prefix: string, what: string])[] = [
  ['fd377a58', 'xz-compressed data (decompress it first: xz -dc)'],
  ['425a68', 'bzip2-compressed data (decompress it first: bzip2 -dc)'],
  ['1f9d', 'compress(1) data (decompress it first: uncompress -c)'],
  ['1f8b', 'gzip-compressed data'],
  ['28b52ffd', 'zstd-compressed data'],
  ['04224d18', 'lz4-compressed data'],
  ['504b0304', 'a ZIP archive'],
  ['736e6f6f', 'a snoop capture (convert it: editcap -F pcapng)'],
  ['474d4255', 'a Network Monitor capture (convert it: editcap -F pcapng)'],
  ['5452534e', 'a Sniffer capture (convert it: editcap -F pcapng)'],
  ['58435000', 'a NetXRay or Windows Sniffer capture (convert it: editcap -F pcapng)'],
  ['1c0001a', 'an IXIA lcap capture (convert it: editcap -F pcapng)'],
  ['ac01001c', 'an IXIA lcap capture (convert it: editcap -F pcapng)'],
  ['ab01001c', 'an IXIA lcap capture (convert it: editcap -F pcapng)'],
  ['7f454c46', 'an ELF program'],
  ['89504e47', 'a PNG image'],
  ['25504446', 'a PDF document'],
  ['53514c69', 'an SQLite database'],
  ['00000000', 'zero bytes'],
];

/** Whether the data is of a compressed format, supported elsewhere or not. */
const COMPRESSED = /-compressed data|compress\(1\)/;

const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

interface ForeignFormat {
  /** A noun phrase for "this is …". */
  readonly what: string;
  readonly compressed: boolean;
}

/** Describes four bytes that begin neither pcap nor pcapng. */
export function describeForeign(bytes: Uint8Array): ForeignFormat {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = MAGICS.find(([prefix]) => hex.startsWith(prefix));
  if (known) return { what: known[1], compressed: COMPRESSED.test(known[1]) };
  const text = String.fromCharCode(...bytes);
  const what = PRINTABLE.test(text)
    ? `text (it begins with ${JSON.stringify(text)}): tcpdump and tshark write packets with -w`
    : `no known format (it begins with ${hex})`;
  return { what, compressed: false };
}
