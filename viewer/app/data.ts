/** The model out of the page's own data block. */
import { unpack } from '../embed.ts';
import type { ViewerModel } from '../model.ts';

/** @throws Error where the block is missing, damaged or of another version, or the browser cannot inflate. */
export async function readModel(): Promise<ViewerModel> {
  const block = document.getElementById('cc-data');
  if (block === null) throw new Error('this page holds no data');
  const text = block.textContent ?? '';
  return unpack(block.dataset.encoding === 'deflate-raw' ? await inflate(text) : text);
}

async function inflate(base64: string): Promise<string> {
  const binary = atob(base64.trim());
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}
