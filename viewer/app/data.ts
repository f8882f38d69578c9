/** The model out of the page's own data block. */
import { unpack } from '../embed.ts';
import type { ViewerModel } from '../model.ts';
import type { Dictionary } from '../words/language.ts';
import { inflate } from './inflate.ts';

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
