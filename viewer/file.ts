/**
 * One HTML file that needs nothing but itself. Its content security policy forbids everything but the scripts and the one style
 * sheet inside it, by their hashes.
 */
import { escapeAttribute } from '../src/report/escape.ts';
import { h, serialise } from './markup.ts';
import type { Language } from './words/language.ts';

/** What the pure page cannot make itself. */
export interface Assets {
  /** The bundle, a classic script: browsers load no module from a file. */
  readonly script: string;
  readonly style: string;
  /** SHA-256 of the text's UTF-8 bytes, base64. */
  readonly sha256Base64: (text: string) => string;
}

export interface FileParts extends Assets {
  /** Captured text may be part of it. */
  readonly title: string;
  /** Of the page before a script has run, and of the page for every reader who has not chosen another; null: English. */
  readonly language: Language | null;
  /** Of the times in it; see `words/zone.ts`. */
  readonly zone?: string;
  /** Directives of the policy beyond those that every file has. */
  readonly permissions: readonly string[];
  /** Text of a script that the first one may run, and no other. */
  readonly second?: string;
  /** Markup, already serialised, before the script. */
  readonly body: readonly string[];
}

export function fileOf(parts: FileParts): string {
  const { title, language, zone = 'UTC', style, script, body } = parts;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    serialise(h('title', {}, title)),
    `<style>${style}</style>`,
  ];
  const all = [...body, `<script>${script}</script>`];
  const chosen = language === null ? '' : ' data-lang';
  const clock = zone === 'UTC' ? '' : ` data-tz="${escapeAttribute(zone)}"`;
  return `<!doctype html>\n<html lang="${language ?? 'en'}"${chosen}${clock}>\n<head>\n${head.join('\n')}\n</head>\n<body>\n${all.join('\n')}\n</body>\n</html>\n`;
}

/** Nothing may be fetched, framed, submitted or evaluated; strings cannot become markup (Trusted Types). */
function policy({ script, second, style, sha256Base64, permissions }: FileParts): string {
  const scripts = [script, second].flatMap((text) =>
    text === undefined ? [] : `'sha256-${sha256Base64(text)}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    // Drawings become pictures in the page; nothing else is shown that is no part of it.
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    ...permissions,
  ].join('; ');
}
