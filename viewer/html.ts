/**
 * The report as one HTML file that needs nothing but itself: no server, no network, and for reading no script.
 *
 * Its own content security policy forbids everything but the one script and the one style sheet inside it, by their
 * hashes. Captured text reaches the page through `markup.ts` only; the data block is inert.
 */

import { escapeJson } from '../src/report/escape.ts';
import { DATA_VERSION, pack } from './embed.ts';
import { h, serialise } from './markup.ts';
import type { ViewerModel } from './model.ts';
import { reportPage } from './page/report.ts';
import { verdictSentence } from './page/verdict.ts';

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

export function renderHtml(model: ViewerModel, assets: HtmlAssets): string {
  const title = `closecall: ${verdictSentence(model.report)}`;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    serialise(h('title', {}, title)),
    `<style>${assets.style}</style>`,
  ];
  const body = [serialise(reportPage(model)), dataBlock(model, assets), `<script>${assets.script}</script>`];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
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

function dataBlock(model: ViewerModel, assets: HtmlAssets): string {
  const json = pack(model);
  const attributes = `id="cc-data" data-version="${DATA_VERSION}"`;
  if (assets.deflateBase64 === undefined) {
    return `<script type="application/json" ${attributes} data-encoding="json">${escapeJson(json)}</script>`;
  }
  return `<script type="application/octet-stream" ${attributes} data-encoding="deflate-raw">${assets.deflateBase64(json)}</script>`;
}
