/** Reports as files, with the script and the style sheet that were built. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import type { Assets } from '../../viewer/file.ts';
import { renderHtml } from '../../viewer/html.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import type { Language } from '../../viewer/words/language.ts';

function built(name: string): string {
  const place = new URL(`../../dist/viewer/${name}`, import.meta.url);
  try {
    return readFileSync(place, 'utf8');
  } catch {
    throw new Error(`dist/viewer/${name} is missing: npm run build makes it`);
  }
}

export function viewerHtml(model: ViewerModel, language: Language | null = null): string {
  const assets: Assets = {
    script: built('page.js'),
    loader: built('loader.js').trimEnd(),
    style: built('page.css'),
    sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    deflateBase64: (pieces) => deflateRawSync([...pieces].join(''), { level: 9 }).toString('base64'),
  };
  return renderHtml(model, assets, language);
}
