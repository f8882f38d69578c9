/**
 * One HTML file that needs nothing but itself. Its content security policy forbids everything but the scripts and the one style
 * sheet inside it, by their hashes.
 */
import { escapeAttribute, escapeJson } from '../src/report/escape.ts';
import { type Attributes, h, serialise } from './markup.ts';
import type { Language } from './words/language.ts';

/** What the pure page cannot make itself. */
export interface Assets {
  /** The bundle, a classic script: browsers load no module from a file. */
  readonly script: string;
  /** The bundle of `loader.ts`. */
  readonly loader: string;
  readonly style: string;
  /** SHA-256 of the text's UTF-8 bytes, base64. */
  readonly sha256Base64: (text: string) => string;
  /**
   * The UTF-8 bytes of a text, given in pieces, deflated without a header (RFC 1951), base64; without it the data is plain JSON, and
   * the script stands in the page as it is.
   */
  readonly deflateBase64?: (pieces: Iterable<string>) => string;
}

interface FileParts extends Assets {
  /** Captured text may be part of it. */
  readonly title: string;
  /** Of the page before a script has run, and of the page for every reader who has not chosen another; null: English. */
  readonly language: Language | null;
  /** Of the times in it; see `words/zone.ts`. */
  readonly zone?: string;
  /** Directives of the policy beyond those that every file has. */
  readonly permissions?: readonly string[];
  /** Policies of Trusted Types that the script makes. */
  readonly trusted?: readonly string[];
  /** Markup, already serialised, before the script. */
  readonly body: readonly string[];
}

export function fileOf(parts: FileParts): string {
  const { title, language, zone = 'UTC', style, body } = parts;
  const scripts = scriptsOf(parts);
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(parts, scripts)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    serialise(h('title', {}, title)),
    `<style>${style}</style>`,
  ];
  const packed = scripts.packed === null ? [] : [block(parts, { id: 'cc-script' }, [scripts.packed])];
  const all = [...body, ...packed, `<script>${scripts.first}</script>`];
  const chosen = language === null ? '' : ' data-lang';
  const clock = zone === 'UTC' ? '' : ` data-tz="${escapeAttribute(zone)}"`;
  return `<!doctype html>\n<html lang="${language ?? 'en'}"${chosen}${clock}>\n<head>\n${head.join('\n')}\n</head>\n<body>\n${all.join('\n')}\n</body>\n</html>\n`;
}

/** Data that no browser executes; the text comes in pieces. */
export function block({ deflateBase64 }: Assets, attributes: Attributes, pieces: Iterable<string>): string {
  const [type, encoding, text] =
    deflateBase64 === undefined
      ? ['application/json', 'json', escapeJson([...pieces].join(''))]
      : ['application/octet-stream', 'deflate-raw', deflateBase64(pieces)];
  const open = serialise(h('script', { type, ...attributes, 'data-encoding': encoding }));
  return open.replace('</script>', () => `${text}</script>`);
}

interface Scripts {
  readonly first: string;
  /** What the first one unpacks and runs. */
  readonly packed: string | null;
}

function scriptsOf({ script, loader, deflateBase64 }: Assets): Scripts {
  return deflateBase64 === undefined ? { first: script, packed: null } : { first: loader, packed: script };
}

/** Nothing may be fetched, framed, submitted or evaluated; strings cannot become markup (Trusted Types). */
function policy(
  { style, sha256Base64, permissions = [], trusted = [] }: FileParts,
  { first, packed }: Scripts,
): string {
  const hashes = [first, packed].flatMap((text) => (text === null ? [] : `'sha256-${sha256Base64(text)}'`));
  const policies = packed === null ? trusted : ['closecall', ...trusted];
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    // Drawings become pictures in the page; nothing else is shown that is no part of it.
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${policies.length === 0 ? "'none'" : policies.join(' ')}`,
    ...permissions,
  ].join('; ');
}
