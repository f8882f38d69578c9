/** The model out of the page's own data block. */
import { unpack } from '../embed.ts';
import type { ViewerModel } from '../model.ts';
import type { Dictionary } from '../words/language.ts';

/** @throws Error where the block is missing, damaged or of another version, or the browser cannot inflate. */
export async function readModel(): Promise<ViewerModel> {
  const text = await blockText('cc-data');
  if (text === null) throw new Error('this page holds no data');
  return unpack(text);
}

/** The languages that came with the page; English needs no dictionary. */
export async function readDictionaries(): Promise<readonly Dictionary[]> {
  const text = await blockText('cc-words');
  return text === null ? [] : (JSON.parse(text) as Dictionary[]);
}

async function blockText(id: string): Promise<string | null> {
  const block = document.getElementById(id);
  if (block === null) return null;
  const text = block.textContent ?? '';
  return block.dataset.encoding === 'deflate-raw' ? await inflate(text) : text;
}

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
