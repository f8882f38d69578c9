/** Packets that need not make sense: any flags, numbers near and far, pieces of HTTP and garbage. */
import fc from 'fast-check';
import { tcpScript } from './tcp-script.ts';

const { raw } = String;

const way = fc.constantFrom('C > S', 'S > C', 'C1 > S', 'S > C1');
const flags = fc.constantFrom(
  'SYN',
  'SYN ACK',
  'ACK',
  'FIN',
  'RST',
  '(bare) RST',
  'SYN FIN',
  'FIN RST PSH URG',
  '',
);
const payload = fc.constantFrom(
  '',
  '',
  '1 bytes',
  '1000 bytes',
  raw`"GET / HTTP/1.1\r\nHost: a\r\n\r\n"`,
  raw`"POST /p?q HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel"`,
  raw`"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"`,
  raw`"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"`,
  raw`"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"`,
  raw`"HTTP/1.1 100 Continue\r\n\r\n"`,
  raw`"HTTP/1.1 101 Switching Protocols\r\n\r\n"`,
  raw`"HTTP/1.0 200 OK\r\n\r\nuntil the end"`,
  raw`"HTTP/1."`,
  raw`"\r\n\r\n"`,
  raw`"\x16\x03\x01\x00\x05hello"`,
  raw`"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"`,
);
const number = fc.oneof(
  fc.integer({ min: -5, max: 400 }),
  fc.constantFrom(2_147_483_647, -2_147_483_648, 65_536),
);
const perhaps = (name: string, value: fc.Arbitrary<number>) =>
  fc.option(value, { freq: 3 }).map((given) => (given === null ? '' : `${name}=${given}`));
const fate = fc.constantFrom('', '', '', '', '', '(lost)', '(uncaptured)', 'cut=60', 'cut=14');
const delay = fc.constantFrom('+0', '+0', '+0.001', '+0.3', '+2', '+90', '1');

const line = fc
  .tuple(
    delay,
    way,
    flags,
    payload,
    perhaps('seq', number),
    perhaps('ack', number),
    fate,
    perhaps('ipid', fc.nat(3)),
  )
  .map((words) => words.join(' '));

/** A pcap file of up to 60 such packets on two pairs of endpoints. */
export const chaos: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 60 }), fc.constantFrom('ns', 'ipv6', 'snaplen=90'))
  .map(([lines, format]) => tcpScript`capture ${format}${'\n'}${lines.join('\n')}`.bytes);
