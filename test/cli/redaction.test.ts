/**
 * Canaries: words planted where a capture carries secrets and names, looked for in everything that the program
 * writes, the inflated data of a page included.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { closecall } from '../support/cli.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
// Pixels are not searched, so nobody has to wait for a browser.
const run = (words: readonly string[]) =>
  closecall(words, { cwd: folder.path, env: { CLOSECALL_CHROMIUM: '/nowhere' } });

const SECRETS = {
  cookie: 'canary-cookie',
  token: 'canary-token',
  body: 'canary-body',
  query: 'canary-query',
};
const NAMES = {
  host: 'canary-host',
  id: 'canary-id',
  segment: 'canary-segment',
  file: 'canary-file',
  folder: 'canary-folder',
  client: '10.0.0.1',
  server: '10.0.0.2',
  method: 'CANARY',
};

const head = (method: string, path: string, number: number) =>
  [
    `${method} /canary-segment/${path}?card=canary-query HTTP/1.1`,
    'Host: canary-host.example',
    `X-Request-Id: canary-id-${number}`,
    'Authorization: Bearer canary-token',
    'Cookie: session=canary-cookie',
    'Content-Length: 11',
    '',
    'canary-body',
  ].join('\\r\\n');

/** One answered request, then one that is lost to a close. */
const capture = tcpScript`
  ${HANDSHAKE}
  +0      C > S   "${head('GET', 'first', 1)}"
  +0.020  S > C   "HTTP/1.1 200 OK\r\nSet-Cookie: canary-cookie\r\nContent-Length: 11\r\n\r\ncanary-body"
  +5      C > S   "${head('CANARY', 'second', 2)}"
  +0.020  S > C   FIN
`;

const FORMATS = ['text', 'json', 'ndjson', 'csv', 'markdown', 'junit', 'sarif'];
const INPUT = 'canary-folder/canary-file.pcap';

/** Everything that one level of redaction writes, by what wrote it. */
async function outputs(
  level: string,
  input: string,
  formats: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const redact = ['--redact', level];
  const filter = ['--host', '10.0.0.1', '--path', '/canary-segment'];
  for (const format of formats)
    texts.set(format, (await run(['scan', input, '--format', format, ...redact])).stdout);
  texts.set('filtered', (await run(['scan', input, ...filter, ...redact])).stdout);
  texts.set('show', (await run(['show', input, ...redact])).stdout);
  await run(['show', input, '-o', `${level}/`, '-q', ...redact]);
  await run(['report', input, '-o', join(level, 'report.html'), '-q', ...redact]);
  for (const name of readdirSync(join(folder.path, level))) {
    const text = readFileSync(join(folder.path, level, name), 'utf8');
    texts.set(name, text + inflated(text));
  }
  return texts;
}

/** What a page holds as data. */
function inflated(page: string): string {
  const [, data] = /data-encoding="deflate-raw"[^>]*>([^<]+)</.exec(page) ?? [];
  return data === undefined ? '' : inflateRawSync(Buffer.from(data, 'base64')).toString();
}

function sightings(texts: ReadonlyMap<string, string>, canaries: Readonly<Record<string, string>>): string[] {
  return [...texts].flatMap(([name, text]) =>
    Object.values(canaries)
      .filter((canary) => text.includes(canary))
      .map((canary) => `${canary} in ${name}`),
  );
}

beforeAll(() => {
  folder.file(INPUT, capture.bytes);
});

describe('a capture', () => {
  test('standard: no query, no credentials, no payload; addresses and paths stay', async () => {
    const texts = await outputs('standard', INPUT, FORMATS);
    expect(sightings(texts, SECRETS)).toEqual([]);
    expect(texts.get('json')).toContain('/canary-segment/second');
    expect(texts.get('json')).toContain('10.0.0.2:8080');
  }, 60_000);

  test('share: no name either', async () => {
    const texts = await outputs('share', INPUT, FORMATS);
    texts.set('all', (await run(['scan', INPUT, '--json', '--connections', '--redact', 'share'])).stdout);
    texts.set('one', (await run(['show', INPUT, '--connection', '0', '--redact', 'share'])).stdout);
    expect(sightings(texts, { ...SECRETS, ...NAMES })).toEqual([]);
    expect(texts.get('all')).not.toMatch(/:8080|:40000/);
    expect(texts.get('show')).toMatch(/\/p1\/p2[\s\S]*proxy-1:port-\d/);
    expect(texts.get('report.html')).toContain('upstream-1');
  }, 60_000);

  test('none: the queries stay, nothing else does, and the reader is told', async () => {
    const texts = await outputs('none', INPUT, FORMATS);
    const { query, ...others } = SECRETS;
    expect(sightings(texts, others)).toEqual([]);
    expect(texts.get('json')).toContain(`?card=${query}`);
    for (const name of ['text', 'show', 'markdown', 'report.html'])
      expect([name, texts.get(name)]).toEqual([name, expect.stringMatching(/not redacted/i)]);
    const { stderr } = await run(['scan', INPUT, '--format', 'csv', '--redact', 'none']);
    expect(stderr).toContain('NOT REDACTED');
    // Pictures have no room for a banner.
    const pictures = [...texts].filter(([name]) => /\.(svg|mmd|md)$/.test(name));
    expect(pictures).toHaveLength(3);
    expect(sightings(new Map(pictures), { query })).toEqual([]);
  }, 60_000);

  test('the report says what was removed', async () => {
    const { stdout } = await run(['scan', INPUT, '--json', '--redact', 'share']);
    expect(JSON.parse(stdout).redaction).toEqual({
      level: 'share',
      removed: expect.arrayContaining(['queries of request targets', 'addresses and ports']),
    });
  });
});

describe('a saved report', () => {
  test.each(['saved.json', 'saved.html'])(
    '%s can tell less than it holds, never more',
    async (name) => {
      const command = name.endsWith('.json') ? 'scan' : 'report';
      await run([command, INPUT, '-o', name, '-q', '--redact', 'none']);
      expect(sightings(await outputs('standard', name, ['json']), SECRETS)).toEqual([]);
      const { file: _, folder: __, ...names } = NAMES;
      expect(sightings(await outputs('share', name, ['json']), { ...SECRETS, ...names })).toEqual([]);
      await run([command, INPUT, '-o', name, '-q']);
      expect((await run(['scan', name, '--json', '--redact', 'none'])).stdout).toContain(
        '"level":"standard"',
      );
    },
    60_000,
  );
});
