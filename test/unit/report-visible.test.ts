import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeAttribute, escapeJson, escapeMarkdown, escapeText } from '../../src/report/escape.ts';
import { visible } from '../../src/report/visible.ts';
import { h, serialise } from '../../viewer/markup.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';

/** Controls, bidirectional controls, separators, zero-width characters, byte order mark, lone surrogates. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]/u;

/** With names that a terminal survives. */
const NAMED = HOSTILE_TEXTS.map((text) => [visible(text, 30), text] as const);

describe('visible', () => {
  test('leaves ordinary text alone', () => {
    for (const text of ['GET /pay?id=1', '10.0.0.2:8080', 'naïve café', '中文', '😀'])
      expect(visible(text)).toBe(text);
  });

  test('writes invisible characters as their code points', () => {
    expect(visible('a\u202eb\u0000c\ud800')).toBe('a\\u{202e}b\\u{0}c\\u{d800}');
  });

  test('cuts after the limit and says so, without halving a character', () => {
    expect(visible('😀😀😀', 2)).toBe('😀😀…');
    expect(visible('abc', 3)).toBe('abc');
  });

  test.each(NAMED)('shows all of %s or its beginning', (_, text) => {
    const shown = visible(text);
    expect(shown).not.toMatch(UNSEEN);
    expect(visible(shown, 10_000)).toBe(shown);
  });

  test('no text at all yields an unseen character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, limit) => {
        expect(visible(text, limit)).not.toMatch(UNSEEN);
      }),
    );
  });
});

describe('escapers', () => {
  test('nothing in a text or an attribute ends it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS)), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>]/);
        expect(escapeAttribute(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  test('a data block keeps its JSON and cannot be left', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...HOSTILE_TEXTS), (value, text) => {
        const json = JSON.stringify([value, text]);
        expect(escapeJson(json)).not.toMatch(/[<>]/);
        expect(JSON.parse(escapeJson(json))).toEqual(JSON.parse(json));
      }),
    );
  });

  test('Markdown shows marks, mentions and links as they were written', () => {
    expect(escapeMarkdown('a|b `c` *d* <e> @f #1 https://g')).toBe(
      'a\\|b \\`c\\` \\*d\\* &lt;e&gt; &#64;f &#35;1 https&#58;//g',
    );
  });
});

describe('markup', () => {
  test.each(NAMED)('%s becomes text and attribute, nothing else', (_, text) => {
    const html = serialise(h('p', { title: text }, text));
    expect(html.match(/</g)).toHaveLength(2);
    expect(html).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/);
  });

  test('what could run, load or leave the page is not written', () => {
    const attributes = {
      src: 'x',
      srcdoc: 'x',
      action: 'x',
      formaction: 'x',
      'xlink:href': '#x',
      ONCLICK: 'x',
    };
    expect(serialise(h('a', { ...attributes, href: 'javascript:x' }, 'y'))).toBe('<a>y</a>');
    expect(serialise(h('a', { href: '#c=1' }, 'y'))).toBe('<a href="#c=1">y</a>');
  });
});
