/** TCP flag bits as on the wire (RFC 9293 §3.1). */
export const FLAG = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 } as const;
