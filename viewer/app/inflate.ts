/** Blocks of a page: base64 of deflated text. */

/** Bytes of a report, as no capture fills them; a few kilobytes can unpack to gigabytes. */
export const MOST_BYTES = 256e6;

export const TOO_LARGE = 'this report is larger than 256 MB, which no report of closecall is';

/** base64 of deflated UTF-8 text (RFC 1951). Throws where it is damaged or too large, or the browser cannot inflate. */
export async function inflate(base64: string, most: number = MOST_BYTES): Promise<string> {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > most) {
      void reader.cancel();
      throw new Error(TOO_LARGE);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Of base64 text; a loop, because `Uint8Array.from` takes ten times as long for a megabyte. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64.trim());
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}
