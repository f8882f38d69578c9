/**
 * The report as one HTML file that needs nothing but itself: no server, no network, and for reading no script.
 *
 * Its own content security policy forbids everything but the one script and the one style sheet inside it, by their
 * hashes. Captured text reaches the page through `markup.ts` only; the data block is inert.
 */

import { escapeJson } from '../src/report/escape.ts';
import { DATA_VERSION, pack } from './embed.ts';
import { type Attributes, h, serialise } from './markup.ts';
import type { ViewerModel } from './model.ts';
import { pageTitle, reportPage } from './page/report.ts';
import { inLanguage, type Language } from './words/language.ts';
import { CHINESE, chineseFor } from './words/zh.ts';

/** What the pure page cannot make itself. */
export interface HtmlAssets {
  /** The bundle of `app.ts`, a classic script. */
  readonly script: string;
  readonly style: string;
  /** SHA-256 of the text's UTF-8 bytes, base64. */
  readonly sha256Base64: (text: string) => string;
  /** The text's UTF-8 bytes deflated without a header (RFC 1951), base64; without it the data is plain JSON. */
  readonly deflateBase64?: (text: string) => string;
}

/**
 * @param language - of the page before a script has run, and of the page for every reader who has not chosen another; null
 * for English until the script knows the reader's languages
 */
export function renderHtml(model: ViewerModel, assets: HtmlAssets, language: Language | null = null): string {
  return inLanguage(language === 'zh-CN' ? CHINESE : null, () => document(model, assets, language));
}

function document(model: ViewerModel, assets: HtmlAssets, language: Language | null): string {
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    serialise(h('title', {}, pageTitle(model.report))),
    `<style>${assets.style}</style>`,
  ];
  const body = [
    serialise(reportPage(model)),
    block(assets, { id: 'cc-data', 'data-version': DATA_VERSION }, pack(model)),
    block(assets, { id: 'cc-words' }, JSON.stringify([chineseFor(model.report)])),
    `<script>${assets.script}</script>`,
  ];
  const chosen = language === null ? '' : ' data-lang';
  return `<!doctype html>\n<html lang="${language ?? 'en'}"${chosen}>\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

/** Nothing may be fetched, framed, submitted or evaluated; strings cannot become markup (Trusted Types). */
function policy(assets: HtmlAssets): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${assets.sha256Base64(assets.script)}'`,
    `style-src 'sha256-${assets.sha256Base64(assets.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Data that no browser executes. */
function block({ deflateBase64 }: HtmlAssets, attributes: Attributes, json: string): string {
  const [type, encoding, text] =
    deflateBase64 === undefined
      ? ['application/json', 'json', escapeJson(json)]
      : ['application/octet-stream', 'deflate-raw', deflateBase64(json)];
  const open = serialise(h('script', { type, ...attributes, 'data-encoding': encoding }));
  return open.replace('</script>', () => `${text}</script>`);
}
