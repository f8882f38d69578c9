/**
 * LINKTYPE_ numbers, as files hold them, with tcpdump's names. Source: the registry at tcpdump.org/linktypes.html.
 *
 * Listed are those the decoder knows and those that people capture often enough to be told by name.
 */
export const LINK = {
  NULL: 0,
  EN10MB: 1,
  IEEE802_5: 6,
  ARCNET: 7,
  SLIP: 8,
  PPP: 9,
  FDDI: 10,
  /** DLT_RAW of most systems; the registry's own number is 101. */
  RAW_DLT: 12,
  /** DLT_RAW of OpenBSD. */
  RAW_OPENBSD: 14,
  PPP_SERIAL: 50,
  PPP_ETHER: 51,
  ATM_RFC1483: 100,
  RAW: 101,
  C_HDLC: 104,
  IEEE802_11: 105,
  FRELAY: 107,
  LOOP: 108,
  ENC: 109,
  LINUX_SLL: 113,
  PFLOG: 117,
  PRISM_HEADER: 119,
  IP_OVER_FC: 122,
  IEEE802_11_RADIO: 127,
  ARCNET_LINUX: 129,
  APPLE_IP_OVER_IEEE1394: 138,
  USER0: 147,
  IEEE802_11_RADIO_AVS: 163,
  PPP_PPPD: 166,
  USB_LINUX: 189,
  PPI: 192,
  ERF: 197,
  PPP_WITH_DIR: 204,
  USB_LINUX_MMAPPED: 220,
  IPV4: 228,
  IPV6: 229,
  NFLOG: 239,
  IPOIB: 242,
  PKTAP: 258,
  LINUX_SLL2: 276,
} as const;

const NAMES = new Map<number, string>(
  Object.entries(LINK).map(([name, number]) => [number, name.startsWith('RAW') ? 'RAW' : name]),
);

/** tcpdump's name; `LINKTYPE_<n>` for numbers without one here. */
export function linkTypeName(linkType: number): string {
  return NAMES.get(linkType) ?? `LINKTYPE_${linkType}`;
}
