/** Why a frame cannot be decoded, as numbers; the sentence is only made for those who ask. */

export type DecodeIssueCode =
  /** The snap length, or a tool that shortened the packet, cut a header. */
  | 'header-cut'
  /** The packet ends, by its own length fields, before the header does. */
  | 'header-too-short'
  /** A header claims to be shorter than its fixed part, or longer than the packet. */
  | 'bad-header-length'
  /** The version field holds none that exists. */
  | 'bad-version'
  /** More headers or tunnels inside each other than are followed. */
  | 'too-many-headers';

export class DecodeIssue {
  code: DecodeIssueCode = 'header-cut';
  /** Name of the header, for people. */
  header = '';
  /** Bytes, or the value, that would have been needed. */
  required = 0;
  /** Bytes, or the value, that are there. */
  available = 0;
  /** Where the header begins, in bytes from the beginning of the frame (of the datagram, where it was reassembled). */
  offset = 0;

  set(code: DecodeIssueCode, header: string, required: number, available: number, offset: number): void {
    this.code = code;
    this.header = header;
    this.required = required;
    this.available = available;
    this.offset = offset;
  }

  /** One line: fact, limit and place. */
  text(): string {
    return `${this.header}: ${this.fact()} (byte ${this.offset} of the packet)`;
  }

  private fact(): string {
    switch (this.code) {
      case 'header-cut':
        return `needs ${this.required} bytes, ${this.available} were captured`;
      case 'header-too-short':
        return `needs ${this.required} bytes, the packet has ${this.available} left`;
      case 'bad-header-length':
        return `claims a length of ${this.available} where ${this.required} is the limit`;
      case 'bad-version':
        return `version ${this.available}`;
      case 'too-many-headers':
        return `more than ${this.required} inside each other`;
    }
  }
}
