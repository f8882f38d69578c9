/** `closecall extract`: what it takes, what it writes, what it leaves alone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { read } from '../support/capture-bytes.ts';
import { cliFolder } from '../support/cli-folder.ts';
import { EXCHANGE, HANDSHAKE } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const folder = cliFolder();
const { run } = folder;
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder.path, name)));
const textOf = (name: string) => readFileSync(join(folder.path, name), 'latin1');

interface Told {
  readonly findings: readonly { readonly id: string; readonly kind: string; readonly executed: string }[];
}
async function scanned(name: string): Promise<Told['findings']> {
  const { findings } = JSON.parse((await run(`scan ${name} --json`)).stdout) as Told;
  return findings.map(({ id, kind, executed }) => ({ id, kind, executed }));
}

/** A race, a connect that nobody answers, and a connection on which nothing fails. */
const mixed = tcpScript`
  ${EXCHANGE}
  +0.1    C1 > S  SYN
  +0.020  S > C1  SYN ACK
  +0      C1 > S  ACK
  +0      C1 > S  "GET /fine HTTP/1.1\r\nHost: a\r\n\r\n"
  +0.020  S > C1  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
  +0.5    C2 > S1 SYN
  +1      C2 > S1 SYN seq=0
  +2      C2 > S1 SYN seq=0
  +3      C > S   "POST /pay?card=CANARY-query HTTP/1.1\r\nHost: a\r\nCookie: CANARY-cookie\r\nX-Request-Id: r-1\r\nContent-Length: 11\r\n\r\nCANARY-body"
  +0.010  S > C   FIN ack=28
  +0.010  S > C   RST (bare) seq=41
  +9      C1 > S  ACK
`;
folder.file('mixed.pcap', mixed.bytes);

const CANARIES = ['CANARY-query', 'CANARY-cookie', 'CANARY-body'];

describe('what it takes', () => {
  test('by itself the worst incident, and says so', async () => {
    const { code, stderr } = await run('extract mixed.pcap -o worst.pcapng');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/incident \w{4}, the worst; --all takes 1 other/),
    ]);
    expect((await scanned('worst.pcapng')).map(({ kind }) => kind)).toEqual(['connect-timeout']);
  });

  test('with --all every finding, with the ids and verdicts of the capture, and nothing else', async () => {
    await run('extract mixed.pcap --all -o all.pcapng -q');
    expect(await scanned('all.pcapng')).toEqual(await scanned('mixed.pcap'));
    const { frames } = read(bytesOf('all.pcapng'));
    expect(frames).toHaveLength(mixed.frames - 6);
  });

  test('findings by id, or its beginning, several of them; or what a filter leaves', async () => {
    const findings = await scanned('mixed.pcap');
    for (const words of [findings.map(({ id }) => id.slice(0, 6)).join(' '), '--port 8080']) {
      await run(`extract mixed.pcap ${words} -o chosen.pcapng`);
      expect(await scanned('chosen.pcapng')).toEqual(findings);
    }
    await run('extract mixed.pcap --kind connect-timeout -o chosen.pcapng');
    expect(await scanned('chosen.pcapng')).toEqual(findings.filter(({ kind }) => kind === 'connect-timeout'));
  });

  test('an ICMP error about a connection', async () => {
    const script = tcpScript`
      0.000   C > S   SYN
      +0.010  S > C   UNREACHABLE
    `;
    folder.file('icmp.pcap', script.bytes);
    await run('extract icmp.pcap -o icmp.pcapng');
    expect(await scanned('icmp.pcapng')).toEqual(await scanned('icmp.pcap'));
    expect(read(bytesOf('icmp.pcapng')).frames).toHaveLength(2);
  });

  test('of ports that are used again only the connection of the finding', async () => {
    const script = tcpScript`
      ${EXCHANGE}
      +1      S > C   FIN
      +0      C > S   FIN
      +0.020  S > C   ACK
      +60     C > S   SYN isn=700000
      +0.020  S > C   SYN ACK isn=900000
      +0      C > S   ACK
      +0      C > S   "GET /again HTTP/1.1\r\nHost: a\r\n\r\n"
      +1      S > C   FIN
    `;
    folder.file('again.pcap', script.bytes);
    await run('extract again.pcap -o again.pcapng');
    expect(await scanned('again.pcapng')).toEqual(await scanned('again.pcap'));
    expect(read(bytesOf('again.pcapng')).frames).toHaveLength(5);
  });
});

describe('redaction', () => {
  test('overwrites queries, cookies and bodies in place; what identifies the request stays', async () => {
    await run('extract mixed.pcap --all -o standard.pcapng -q');
    const text = textOf('standard.pcapng');
    expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);
    expect(text).toContain('POST /pay?');
    expect(text).toContain('X-Request-Id: r-1');
  });

  test('none copies every byte, lengths and times included', async () => {
    await run('extract mixed.pcap --all -o none.pcapng -q --redact none');
    const text = textOf('none.pcapng');
    expect(CANARIES.filter((canary) => !text.includes(canary))).toEqual([]);
    const known = new Set(
      read(mixed.bytes).frames.map(
        ({ buffer, seconds, nanoseconds }) =>
          `${seconds}.${nanoseconds} ${Buffer.from(buffer).toString('hex')}`,
      ),
    );
    for (const { buffer, seconds, nanoseconds } of read(bytesOf('none.pcapng')).frames)
      expect(known).toContain(`${seconds}.${nanoseconds} ${Buffer.from(buffer).toString('hex')}`);
  });

  test('share is refused: packets go by their addresses', async () => {
    const { code, stderr } = await run('extract mixed.pcap -o shared.pcapng --redact share');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--redact share is not for packets')]);
  });

  test('heads in pieces, out of order, repeated and cut off leak nothing', async () => {
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "GET /a?CANA" @1
      +0      C > S   "NARY-cookie\r\n\r\n" seq=46
      +0.001  C > S   "RY-query HTTP/1.1\r\nCookie: CA" seq=12
      +0.001  C > S   "GET /a?CANARY-query HTTP/1.1\r\nCookie: CA" seq=1
      +0.010  S > C   "HTTP/1.1 200 CANARY-reason\r\nX-Secret: CANARY-coo"
      +0.010  S > C   RST
    `;
    folder.file('pieces.pcap', script.bytes);
    await run('extract pieces.pcap --all -o pieces.pcapng -q');
    expect(textOf('pieces.pcapng')).not.toMatch(/CANA|NARY/);
    expect(await scanned('pieces.pcapng')).toEqual(await scanned('pieces.pcap'));
  });
});

describe('the file', () => {
  test('says which program wrote it, from what, and that it is redacted', async () => {
    await run('extract mixed.pcap -o said.pcapng -q');
    const text = textOf('said.pcapng');
    expect(text).toMatch(/closecall \d+\.\d+\.\d+/);
    expect(text).toContain('Packets of 1 finding that closecall made in mixed.pcap.');
    expect(text).toContain('Redacted: bodies');
  });

  test('an earlier extract is written again, a capture never', async () => {
    await run('extract mixed.pcap -o again.pcapng -q');
    expect((await run('extract mixed.pcap -o again.pcapng -q')).code).toBe(0);
    const { code, stderr } = await run('extract mixed.pcap -o race.pcap.gz');
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not overwritten')]);
  });

  test('is not compressed, and not called so', async () => {
    const { code, stderr } = await run('extract race.pcap -o x.pcapng.gz');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/does not compress\n.* -o x\.pcapng\n/)]);
    expect(existsSync(join(folder.path, 'x.pcapng.gz'))).toBe(false);
  });

  test('goes to standard output with -', async () => {
    await run('extract race.pcap -o file.pcapng -q');
    const { stdout } = await run('extract race.pcap -o - -q');
    expect(stdout).toContain('closecall');
    expect(stdout.length).toBeGreaterThan(500);
  });

  test('that does not fit on the disk is told of in a sentence, on a device and on standard output alike', async () => {
    if (!existsSync('/dev/full')) return;
    for (const line of ['extract race.pcap -q -o /dev/full', 'extract race.pcap -q -o - > /dev/full']) {
      const words = [
        '-c',
        `"$0" dist/cli/main.js ${line.replace('race.pcap', join(folder.path, 'race.pcap'))}`,
      ];
      const { status, stderr } = spawnSync('sh', [...words, process.execPath], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([2, expect.stringContaining('cannot be written: the disk is full')]);
      expect(stderr).not.toContain('node:');
    }
  });

  test('leaves nothing behind where there is nothing to extract', async () => {
    const { code, stderr } = await run('extract healthy.pcap -o nothing.pcapng');
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no finding to extract')]);
    expect(existsSync(join(folder.path, 'nothing.pcapng'))).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    ['a report', 'report.json', 'a saved report holds no packets'],
    ['a pipe', '-', 'a pipe can be read once'],
  ])('%s holds no packets that can be read twice', async (_, input, told) => {
    await run('scan race.pcap -o report.json -q');
    const { code, stderr } = await run(`extract ${input} -o x.pcapng`, { input: bytesOf('race.pcap') });
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
  });

  test('is pcapng, and not called otherwise', async () => {
    const { code, stderr } = await run('extract race.pcap -o x.pcap');
    expect([code, stderr]).toEqual([2, expect.stringContaining('pcap has no comments')]);
  });
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;

(hasTshark ? describe : describe.skip)('Wireshark', () => {
  const fields = (name: string, ...words: readonly string[]) =>
    spawnSync('tshark', ['-r', join(folder.path, name), ...words], { encoding: 'utf8' }).stdout;

  test('shows the verdict on the packet that decided, and evidence on the others', async () => {
    await run('extract mixed.pcap --all -o shark.pcapng -q');
    const comments = fields('shark.pcapng', '-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.comment');
    expect(comments).toContain('KEEP-ALIVE RACE [fin-during-request], certain');
    expect(comments).toContain('ran? NO: ');
    expect(comments).toMatch(/closecall \w{10}, proven: /);
  });

  test('finds no checksum wrong that was right', async () => {
    await run('extract mixed.pcap --all -o shark.pcapng -q');
    const words = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    const wrong = [
      '-Y',
      'tcp.checksum.status == 0 || ip.checksum.status == 0',
      '-T',
      'fields',
      '-e',
      'frame.number',
    ];
    expect(fields('mixed.pcap', ...words, ...wrong)).toBe('');
    expect(fields('shark.pcapng', ...words, ...wrong)).toBe('');
  });
});
