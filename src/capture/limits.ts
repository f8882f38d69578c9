/** Bounds on what a length field may claim. The readers of libpcap and Wireshark draw them at the same places. */

/** Longest packet: MAXIMUM_SNAPLEN of libpcap, WTAP_MAX_PACKET_SIZE_STANDARD of Wireshark. */
export const MAX_PACKET = 262_144;

/** Longest pcapng block: MAX_BLOCK_SIZE of Wireshark. */
export const MAX_BLOCK = 16 * 1024 * 1024;

/** Interfaces of one file that are told apart; packets of further ones are not read. */
export const MAX_INTERFACES = 65_536;

/** Issues of one kind that are told one by one; the rest is only counted. */
export const MAX_ISSUES_PER_CODE = 10;
