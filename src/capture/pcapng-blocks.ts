/** Block types and option codes of pcapng that are read or written. Source: draft-ietf-opsawg-pcapng §4 and §12. */
import { PCAPNG_SECTION } from './detect-format.ts';

export const BLOCK = {
  INTERFACE: 1,
  /** Obsolete, appendix A. */
  PACKET: 2,
  SIMPLE_PACKET: 3,
  STATISTICS: 5,
  ENHANCED_PACKET: 6,
} as const;

export const OPTION = {
  COMMENT: 1,
  SHB_USERAPPL: 4,
  IF_NAME: 2,
  IF_DESCRIPTION: 3,
  IF_TSRESOL: 9,
  IF_TSOFFSET: 14,
  EPB_DROPCOUNT: 4,
  ISB_ENDTIME: 3,
  ISB_IFDROP: 5,
  ISB_OSDROP: 7,
} as const;

/** Type and length of any block. */
export const BLOCK_PREFIX = 8;

/** Shortest length that a block of this type may have, both length fields included. */
export function minimumLength(type: number): number {
  switch (type) {
    case BLOCK.INTERFACE:
      return 20;
    case BLOCK.PACKET:
    case BLOCK.ENHANCED_PACKET:
      return 32;
    case BLOCK.SIMPLE_PACKET:
      return 16;
    case BLOCK.STATISTICS:
      return 24;
    case PCAPNG_SECTION:
      return 28;
    default:
      return 12;
  }
}

/** Whether the reader wants the block's content. Names, secrets, journals and custom blocks are passed over. */
export function isRead(type: number): boolean {
  return (
    (type >= BLOCK.INTERFACE && type <= BLOCK.SIMPLE_PACKET) ||
    type === BLOCK.STATISTICS ||
    type === BLOCK.ENHANCED_PACKET
  );
}
