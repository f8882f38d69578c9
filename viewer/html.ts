/**
 * The report as one HTML file that needs nothing but itself: no server, no network, and for reading no script.
 *
 * Captured text reaches the page through `markup.ts` only; the data block is inert.
 */

import { DATA_VERSION, packedPieces } from './embed.ts';
import { type Assets, block, fileOf } from './file.ts';
import { serialise } from './markup.ts';
import type { ViewerModel } from './model.ts';
import { pageTitle, reportPage } from './page/report.ts';
import { inLanguage, type Language } from './words/language.ts';
import { CHINESE, chineseFor } from './words/zh.ts';
import { inZone } from './words/zone.ts';

/**
 * The script of `assets` is the bundle of `app.ts`.
 * @param language - of the page before a script has run, and of the page for every reader who has not chosen another; null
 * for English until the script knows the reader's languages
 * @param zone - of all times in the page: `UTC`, an offset such as `+08:00`, or an IANA name
 */
export function renderHtml(
  model: ViewerModel,
  assets: Assets,
  language: Language | null = null,
  zone = 'UTC',
): string {
  const make = () => document(model, assets, language, zone);
  return inZone(zone, () => inLanguage(language === 'zh-CN' ? CHINESE : null, make));
}

function document(model: ViewerModel, assets: Assets, language: Language | null, zone: string): string {
  const body = [
    serialise(reportPage(model)),
    block(assets, { id: 'cc-data', 'data-version': DATA_VERSION }, packedPieces(model)),
    block(assets, { id: 'cc-words' }, [JSON.stringify([chineseFor(model.report)])]),
  ];
  return fileOf({ ...assets, zone, title: pageTitle(model.report), language, body });
}
