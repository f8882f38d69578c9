/**
 * The report as one HTML file that needs nothing but itself: no server, no network, and for reading no script.
 *
 * Captured text reaches the page through `markup.ts` only; the data block is inert.
 */

import { escapeJson } from '../src/report/escape.ts';
import { DATA_VERSION, pack } from './embed.ts';
import { type Assets, fileOf } from './file.ts';
import { type Attributes, h, serialise } from './markup.ts';
import type { ViewerModel } from './model.ts';
import { pageTitle, reportPage } from './page/report.ts';
import { inLanguage, type Language } from './words/language.ts';
import { CHINESE, chineseFor } from './words/zh.ts';
import { inZone } from './words/zone.ts';

/** The bundle is that of `app.ts`. */
export interface HtmlAssets extends Assets {
  /** The bundle of `loader.ts`. */
  readonly loader: string;
  /**
   * The text's UTF-8 bytes deflated without a header (RFC 1951), base64; without it the data is plain JSON, and the script stands in
   * the page as it is.
   */
  readonly deflateBase64?: (text: string) => string;
}

/**
 * @param language - of the page before a script has run, and of the page for every reader who has not chosen another; null
 * for English until the script knows the reader's languages
 * @param zone - of all times in the page: `UTC`, an offset such as `+08:00`, or an IANA name
 */
export function renderHtml(
  model: ViewerModel,
  assets: HtmlAssets,
  language: Language | null = null,
  zone = 'UTC',
): string {
  const make = () => document(model, assets, language, zone);
  return inZone(zone, () => inLanguage(language === 'zh-CN' ? CHINESE : null, make));
}

function document(model: ViewerModel, assets: HtmlAssets, language: Language | null, zone: string): string {
  const { script, loader, deflateBase64 } = assets;
  const file = { ...assets, zone, title: pageTitle(model.report), language };
  const body = [
    serialise(reportPage(model)),
    block(assets, { id: 'cc-data', 'data-version': DATA_VERSION }, pack(model)),
    block(assets, { id: 'cc-words' }, JSON.stringify([chineseFor(model.report)])),
  ];
  if (deflateBase64 === undefined) return fileOf({ ...file, permissions: ["trusted-types 'none'"], body });
  return fileOf({
    ...file,
    script: loader,
    second: script,
    permissions: ['trusted-types closecall'],
    body: [...body, block(assets, { id: 'cc-script' }, script)],
  });
}

/** Data that no browser executes. */
function block({ deflateBase64 }: HtmlAssets, attributes: Attributes, content: string): string {
  const [type, encoding, text] =
    deflateBase64 === undefined
      ? ['application/json', 'json', escapeJson(content)]
      : ['application/octet-stream', 'deflate-raw', deflateBase64(content)];
  const open = serialise(h('script', { type, ...attributes, 'data-encoding': encoding }));
  return open.replace('</script>', () => `${text}</script>`);
}
