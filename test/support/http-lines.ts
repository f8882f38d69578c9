/** Lines and payloads that most packet scripts begin with: `tcpScript` takes them as `${HANDSHAKE}`. */
const { raw } = String;

/** Three packets between C and S, 20 ms in all, capture beside the client. Next sequence numbers: 1 and 1. */
export const HANDSHAKE = raw`
  0.000   C > S   SYN
  +0.020  S > C   SYN ACK
  +0      C > S   ACK
`;

/** 27 bytes. */
export const GET = raw`"GET / HTTP/1.1\r\nHost: a\r\n\r\n"`;
/** 47 bytes, no body. */
export const POST = raw`"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"`;
/** 40 bytes, body of 2. */
export const OK = raw`"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"`;

/** A handshake and one answered request, over at 0.060 s. Next sequence numbers: client 28, server 41. */
export const EXCHANGE = raw`
  ${HANDSHAKE}
  +0      C > S   ${GET}
  +0.040  S > C   ${OK}
  +0      C > S   ACK
`;
