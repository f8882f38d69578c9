/**
 * pcapng timestamps: a 64-bit count of units since 1970, the unit chosen per interface (if_tsresol, if_tsoffset).
 * Source: draft-ietf-opsawg-pcapng §4.2.
 */
import type { RawFrame } from './frame.ts';

const SECOND = 1_000_000_000;
const NANOSECOND_EXPONENT = 9;
const TWO_32 = 0x1_0000_0000;

export class Timebase {
  /** Units per second where long division on doubles is exact, else 0. */
  private readonly units: number;
  private readonly nanosecondsPerUnit: number;
  private readonly bigUnits: bigint;
  /** Whole seconds to add. */
  private readonly offset: number;
  /** The second in which the last packet fell, and the two halves of the count at its beginning. */
  private second = 0;
  private secondHigh = 0;
  private secondLow = 0;

  /** `resolution` is the option's byte: the exponent, of 2 if the top bit is set, else of 10 and negative. */
  constructor(resolution: number, offsetSeconds: number) {
    const exponent = resolution & 0x7f;
    const decimal = resolution < 0x80;
    this.bigUnits = decimal ? 10n ** BigInt(exponent) : 1n << BigInt(exponent);
    this.units = decimal && exponent <= NANOSECOND_EXPONENT ? 10 ** exponent : 0;
    this.nanosecondsPerUnit = this.units === 0 ? 0 : SECOND / this.units;
    this.offset = offsetSeconds;
  }

  /** Sets the frame's time from the two halves of the count. */
  apply(frame: RawFrame, high: number, low: number): void {
    if (this.units === 0) {
      this.applyExactly(frame, high, low);
      return;
    }
    // Neighbours mostly share their second, which saves three divisions a packet.
    let fraction = (high - this.secondHigh) * TWO_32 + (low - this.secondLow);
    if (fraction < 0 || fraction >= this.units) fraction = this.findSecond(high, low);
    frame.seconds = this.second + this.offset;
    frame.nanoseconds = fraction * this.nanosecondsPerUnit;
  }

  /**
   * Long division in base 2^16: every partial dividend stays below 10^9 * 2^16, which a double holds exactly.
   * Returns the units since the beginning of the second.
   */
  private findSecond(high: number, low: number): number {
    const { units } = this;
    const top = Math.floor(high / units);
    const middleDividend = (high - top * units) * 0x10000 + (low >>> 16);
    const middle = Math.floor(middleDividend / units);
    const lowDividend = (middleDividend - middle * units) * 0x10000 + (low & 0xffff);
    const bottom = Math.floor(lowDividend / units);
    const fraction = lowDividend - bottom * units;
    this.second = top * TWO_32 + middle * 0x10000 + bottom;
    this.secondHigh = low < fraction ? high - 1 : high;
    this.secondLow = low < fraction ? low - fraction + TWO_32 : low - fraction;
    return fraction;
  }

  /** Units finer than a nanosecond or powers of two: rare enough for big integers. */
  private applyExactly(frame: RawFrame, high: number, low: number): void {
    const count = (BigInt(high) << 32n) | BigInt(low);
    const seconds = count / this.bigUnits;
    frame.seconds = Number(seconds) + this.offset;
    frame.nanoseconds = Number(((count - seconds * this.bigUnits) * BigInt(SECOND)) / this.bigUnits);
  }
}
