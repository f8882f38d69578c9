import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import fc from 'fast-check';
import { kinds } from '../../src/detect/registry.ts';
import { analyze } from '../../src/node/index.ts';
import { remarksOn } from '../../src/remarks.ts';
import { words } from '../../src/report/kind-words.ts';
import { inLanguage, preferred, speak, t, told } from '../../viewer/words/language.ts';
import { plural } from '../../viewer/words/numbers.ts';
import { PhraseBook } from '../../viewer/words/phrase-book.ts';
import { shortName } from '../../viewer/words/phrases.ts';
import { textsOf } from '../../viewer/words/texts.ts';
import { zhCaptures } from '../../viewer/words/zh/captures.ts';
import { zhDrawing } from '../../viewer/words/zh/drawing.ts';
import { zhDrop } from '../../viewer/words/zh/drop.ts';
import { zhEvidence } from '../../viewer/words/zh/evidence.ts';
import { zhPage } from '../../viewer/words/zh/page.ts';
import { zhRemedies } from '../../viewer/words/zh/remedies.ts';
import { zhTools } from '../../viewer/words/zh/tools.ts';
import { zhVerdicts } from '../../viewer/words/zh/verdicts.ts';
import { CHINESE, chineseFor } from '../../viewer/words/zh.ts';
import { describeWithCorpus } from '../support/corpus.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

afterEach(() => speak(null));

/** Sentences of the analysis, in its source: what is said to people and not only to `closecall explain`. */
function proseIn(file: string): string[] {
  const found: string[] = [];
  walk(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2022' }), found);
  return found;
}

const NOT_SHOWN = new Set(['summary', 'decided', 'owner']);

function walk(node: unknown, found: string[]): void {
  if (Array.isArray(node)) for (const each of node) walk(each, found);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  const { type, value, key, quasis } = node as Record<string, unknown>;
  if (type === 'ImportDeclaration' || type === 'TsLiteralType') return;
  if (type === 'KeyValueProperty' && NOT_SHOWN.has(String((key as { value?: unknown }).value))) return;
  if (type === 'StringLiteral') found.push(String(value));
  for (const { cooked } of (quasis ?? []) as { cooked: string }[]) found.push(cooked);
  for (const each of Object.values(node)) walk(each, found);
}

/** Whole sentences, or words of one that a gap has swallowed. */
function isEnglish(text: string): boolean {
  return isProse(text) || /\b(?:the|before|after|was|had|its)\b/.test(text);
}

const FOLDERS = ['detect', 'clusters', 'report', 'knowledge'];

/** Names and lines of products' own settings and logs, which stay as they are. */
const VERBATIM =
  /markdown|sarif|junit|csv|log-table|idle-defaults|idle-settings|idle-timeouts|time-limits|product\.ts|schema\.ts|log-lines/;

function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !VERBATIM.test(name))
      .map((name) => join(root, 'src', folder, name)),
  );
}

/** Settings and values of remedies without a product; only their sentence is shown. */
const FIELDS = new Set([
  'read to its end',
  'servers of the upstream',
  'keep-alive to the upstream',
  'idle timeout of upstream connections',
]);

/** Words in a row that only prose has. */
function isProse(text: string): boolean {
  return /[a-z]{2,} [a-z]+ [a-z]+ [a-z]{2,}/.test(text) && !/^(sysctl|iptables) /.test(text);
}

describe('the page in Chinese', () => {
  test('knows every sentence that the analysis can write', () => {
    const known = Object.keys(CHINESE.told).join('\n');
    const missing = sources().flatMap((file) =>
      proseIn(file)
        .filter((text) => isProse(text) && !FIELDS.has(text) && !known.includes(text.trim()))
        .map((text) => `${file.slice(root.length)}: ${text}`),
    );
    expect(missing).toEqual([]);
  });

  test('knows every kind of finding, where it was ruled out, and every remark on a capture', () => {
    const missing = kinds.filter(({ kind }) => !(words(kind) in zhCaptures)).map(({ kind }) => kind);
    expect(missing).toEqual([]);
    speak(CHINESE);
    const remarks = remarksOn({
      letGo: 3,
      unresolved: [{ address: '10.0.0.9', asked: 6 }],
      contradicted: [{ name: '10.0.0.0/8', connections: 1 }],
      incompleteDatagrams: 2,
      connections: { most: 5000, leftOut: 7000 },
      findings: { most: 20_000, leftOut: 1 },
    });
    expect(remarks).toHaveLength(6);
    expect(remarks.filter(({ message }) => told(message) === message)).toEqual([]);
  });

  test('has no two sentences of one short name', () => {
    const phrases = new Set([zhPage, zhTools, zhDrawing, zhDrop].flatMap((table) => Object.keys(table)));
    expect(new Set([...phrases].map(shortName)).size).toBe(phrases.size);
  });

  test('fills the gaps of the English sentence, each at least once', () => {
    const gaps = (text: string) =>
      [...new Set([...text.matchAll(/\{[=~]?(\d)\}/g)].map(([, n]) => n))].sort();
    const all = [zhPage, zhTools, zhDrawing, zhDrop, zhVerdicts, zhEvidence, zhRemedies, zhCaptures].flatMap(
      (table) => Object.entries(table),
    );
    const unlike = all.filter(([phrase, translation]) => gaps(phrase).join() !== gaps(translation).join());
    expect(unlike).toEqual([]);
  });

  test.each([
    ['FIN acknowledges 157 and the request starts at 158: no byte of it had arrived', 'FIN 只确认到'],
    [
      'POST /pay was sent on an idle connection and answered by a reset: nobody there knew the connection any more.',
      '对端已不认识此连接',
    ],
    ['the request was sent and sent again, and nothing came back.', '该请求'],
  ])('%s', (text, part) => {
    speak(CHINESE);
    expect(told(text)).toMatch(part === 'FIN 只确认到' ? /^FIN 确认到 157/ : new RegExp(part));
  });

  test('counts without plurals', () => {
    expect([plural(1, 'request'), plural(2, 'request')]).toEqual(['1 request', '2 requests']);
    speak(CHINESE);
    expect([plural(1, 'request'), plural(2, 'request')]).toEqual(['1 个请求', '2 个请求']);
  });

  test('is left again, whatever happens', () => {
    expect(() =>
      inLanguage(CHINESE, () => {
        throw new Error(t('Help'));
      }),
    ).toThrow('帮助');
    expect(t('Help')).toBe('Help');
  });

  test('is what a Chinese browser asks for', () => {
    expect(preferred(['zh-TW', 'en'])).toBe('zh-CN');
    expect(preferred(['de', 'en-GB', 'zh'])).toBe('en');
    expect(preferred([])).toBe('en');
  });
});

describe('phrases with gaps', () => {
  test('copy what stands in a gap, whatever it is', () => {
    const book = new PhraseBook({ 'sent {0} twice': '两次发送 {0}', harmless: '无害' });
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (captured) => {
        expect(book.told(`sent ${captured} twice`)).toBe(`两次发送 ${captured}`);
      }),
    );
  });

  test('Chinese in a gap needs no space beside Chinese, captured text keeps its own', () => {
    const book = new PhraseBook({
      '{0} was lost on {1}': '在 {~1} 丢失了 {=0} 的数据',
      'the request': '该请求',
      'path {0}': '路径 {0}',
    });
    expect(book.told('the request was lost on path 7')).toBe('在路径 7 丢失了该请求的数据');
    expect(book.told('GET /路 was lost on path 路')).toBe('在路径 路丢失了 GET /路 的数据');
  });

  test('so does a word of the page in a sentence of the page, a captured one keeps its spaces', () => {
    inLanguage(CHINESE, () => {
      const late = (what: string) => t('Too late: {0} meets a closed socket', what);
      expect(late(t('request'))).toBe('太迟：请求到达时套接字已关闭');
      expect(late('GET /路')).toBe('太迟：GET /路 到达时套接字已关闭');
    });
  });

  test('a captured text that reads like a phrase stays as it was captured', () => {
    const book = new PhraseBook({ 'sent {0} twice': '两次发送 {0}', 'a {0}': '{0}', requests: '请求' });
    expect(book.told('sent requests twice')).toBe('两次发送 requests');
    expect(book.told('sent sent x twice twice')).toBe('两次发送 sent x twice');
  });

  test('a sentence said of the client’s leg has its names', () => {
    const book = new PhraseBook(CHINESE.told);
    expect(book.told('the gateway closed at 1, and the upstream had not')).toMatch(/^网关.*上游/);
    expect(book.told('the client closed at /gateway, and the gateway had not')).toMatch(
      /^客户端.*\/gateway.*网关/,
    );
  });

  test('nothing is searched for in a text longer than any sentence', () => {
    const book = new PhraseBook({ 'a {0} b {1} c {2} d': '{2}{1}{0}' });
    const long = `a ${' b  c '.repeat(2000)}`;
    expect(book.told(long)).toBe(long);
  });
});

describeWithCorpus('reports of the lab, in Chinese', (path) => {
  const lab = join(path, 'captures/lab');
  test.each(readdirSync(lab))('%s: every sentence has a translation, in the file too', async (name) => {
    const { report } = await analyze(join(lab, name));
    const full = new PhraseBook(CHINESE.told);
    const own = new PhraseBook(chineseFor(report).told);
    const texts = [...textsOf(report)].filter((text) => isProse(text));
    const english = texts.filter((text) => isEnglish(full.told(text)));
    expect([...new Set(english)]).toEqual([]);
    expect(texts.map((text) => own.told(text))).toEqual(texts.map((text) => full.told(text)));
  });
});
