/**
 * The Huffman code of RFC 7541, appendix B.
 *
 * It is canonical: codes of one length count up in the order of their symbols, and the first code of a length follows the
 * last of the one before, shifted. So the lengths alone give the whole table.
 */

/** Code length of each symbol 0..255 and of EOS, one digit in base 36 each. */
const LENGTHS =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca' +
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds' +
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn' +
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq' +
  'u';
const EOS = 256;
const LONGEST = 30;

interface Code {
  /** First code of this length, and where its symbol stands in `symbols`. */
  readonly first: number;
  readonly index: number;
  readonly count: number;
}

const symbols: number[] = [];
const codes: Code[] = buildCodes();

function buildCodes(): Code[] {
  const table: Code[] = [];
  let first = 0;
  for (let length = 0; length <= LONGEST; length++) {
    const index = symbols.length;
    for (let symbol = 0; symbol <= EOS; symbol++) {
      if (Number.parseInt(LENGTHS[symbol] as string, 36) === length) symbols.push(symbol);
    }
    const count = symbols.length - index;
    table.push({ first, index, count });
    first = (first + count) * 2;
  }
  return table;
}

/** The text behind `buffer[from..end)`, one character per byte; null where it is not properly coded (RFC 7541 §5.2). */
export function decodeHuffman(buffer: Uint8Array, from: number, end: number): string | null {
  let text = '';
  let code = 0;
  let length = 0;
  for (let at = from; at < end; at++) {
    const byte = buffer[at] as number;
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      if (++length > LONGEST) return null;
      const { first, index, count } = codes[length] as Code;
      if (code - first >= count) continue;
      const symbol = symbols[index + code - first] as number;
      if (symbol === EOS) return null;
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  // What is left pads the last byte with the beginning of EOS: ones only.
  return length < 8 && code === 2 ** length - 1 ? text : null;
}
