import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { analyze, analyzePaths, InputError } from '../../src/node/index.ts';
import { placeOf } from '../../src/timeline/file-frames.ts';
import { lz4Frame, zstdFrame } from '../support/compressed-bytes.ts';
import { EXCHANGE, GET, OK, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);

/** One connection, cut into three files as a rotation does: a race across the last boundary. */
const whole = tcpScript`
  ${EXCHANGE}
  5.000   C > S   ${GET}
  +0.010  S > C   ${OK}
  +0      C > S   ACK
  12.050  C > S   ${POST}
  +0.010  S > C   FIN ack=55
  +0.010  S > C   RST (bare) seq=81
`.bytes;

/** Packet records of a pcap file, with their headers. */
function records(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: Uint8Array[] = [];
  for (let offset = 24; offset < bytes.length; ) {
    const end = offset + 16 + view.getUint32(offset + 8, true);
    found.push(bytes.subarray(offset, end));
    offset = end;
  }
  return found;
}

function pcapOf(from: number, to?: number): Uint8Array {
  return Buffer.concat([whole.subarray(0, 24), ...records(whole).slice(from, to)]);
}

describe('a rotated set', () => {
  test('is one capture in the order of time: a connection goes on in the next file', async () => {
    folder.file('set/x.pcap1', pcapOf(5, 9));
    folder.file('set/x.pcap', pcapOf(0, 5));
    folder.file('set/x.pcap2', pcapOf(9));
    const { report, problems } = await analyzePaths([at('set')]);
    expect(problems).toEqual([]);
    expect(report.captures.map(({ path }) => path)).toEqual([
      at('set/x.pcap'),
      at('set/x.pcap1'),
      at('set/x.pcap2'),
    ]);
    expect(report.summary).toMatchObject({ connections: 1, requests: 3, responses: 2, failedRequests: 1 });
    expect(report.findings[0]).toMatchObject({ kind: 'fin-during-request', capture: at('set/x.pcap2') });
  });

  test('numbers packets as their files do, in the finding and in what is drawn', async () => {
    folder.file('numbers/x.pcap', pcapOf(0, 9));
    folder.file('numbers/x.pcap1', pcapOf(9));
    const { report, timelines } = await analyzePaths([at('numbers')]);
    const [finding] = report.findings;
    const [timeline] = [...timelines.values()];
    expect(finding?.evidence.map(({ frame }) => frame)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(timeline?.packets.frame.map((frame) => placeOf(timeline, frame))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((frame) => ({ frame, capture: at('numbers/x.pcap') })),
      ...[1, 2, 3].map((frame) => ({ frame, capture: null })),
    ]);
    expect(timeline?.server.fin?.frame).toBe(2);
    expect(timeline?.exchanges.at(-1)?.request?.start.frame).toBe(1);
    // The stream's number counts over the set: in the one file it may be another's.
    expect(finding?.displayFilter).toBe(finding?.tupleFilter);
  });

  test('may be compressed but for its newest file', async () => {
    folder.file('gz/x.pcap.gz', gzipSync(pcapOf(0, 9)));
    folder.file('gz/x.pcap1', pcapOf(9));
    expect((await analyzePaths([at('gz')])).report.summary).toMatchObject({ connections: 1, requests: 3 });
  });

  test.each([
    ['zstd and none', (bytes: Uint8Array) => zstdFrame(bytes), '.zst'],
    ['lz4 and none', (bytes: Uint8Array) => lz4Frame([bytes]), '.lz4'],
  ])('may be compressed in different ways: %s, gzip', async (name, compress, ending) => {
    folder.file(`${name}/x.pcap${ending}`, compress(pcapOf(0, 5)));
    folder.file(`${name}/x.pcap1.gz`, gzipSync(pcapOf(5, 9)));
    folder.file(`${name}/x.pcap2`, pcapOf(9));
    const { report, problems } = await analyzePaths([at(name)]);
    expect(problems).toEqual([]);
    expect(report.summary).toMatchObject({ connections: 1, requests: 3, responses: 2, failedRequests: 1 });
  });

  test('is none where the times overlap: the files stay apart', async () => {
    folder.file('two/x.pcap1', pcapOf(0, 9));
    folder.file('two/x.pcap2', pcapOf(4));
    expect((await analyzePaths([at('two')])).report.summary.connections).toBe(2);
  });

  test('goes on without a member that is no capture', async () => {
    folder.file('bad/x.pcap', pcapOf(0, 5));
    const bad = folder.file('bad/x.pcap1', 'rotated away');
    folder.file('bad/x.pcap2', pcapOf(5));
    const { report, problems } = await analyzePaths(
      ['x.pcap', 'x.pcap1', 'x.pcap2'].map((name) => at(`bad/${name}`)),
    );
    expect(problems.map(({ path, code }) => [path, code])).toEqual([[bad, 'not-a-capture']]);
    expect(report.summary).toMatchObject({ connections: 1, requests: 3 });
    expect(report.captures.find(({ path }) => path === bad)).toMatchObject({
      format: 'unknown',
      complete: false,
    });
  });
});

describe('one file', () => {
  test('compressed reads as its content does, and is described as it lies on disk', async () => {
    const packed = gzipSync(whole);
    const { report } = await analyzePaths([folder.file('one.pcap.gz', packed)]);
    expect(report.captures[0]).toMatchObject({
      format: 'pcap',
      bytes: packed.length,
      complete: true,
      issues: [],
    });
    expect(report.captures[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.summary.requests).toBe(3);
  });

  test('that ends early inside its compression is cut short, what was read counts', async () => {
    const packed = gzipSync(whole);
    const { report, problems } = await analyzePaths([folder.file('cut.pcap.gz', packed.subarray(0, -40))]);
    expect(problems).toEqual([]);
    expect(report.captures[0]).toMatchObject({ truncated: true, complete: true });
    expect(report.captures[0]?.issues.map(({ code }) => code)).toContain('cut-short');
    expect(report.summary.connections).toBe(1);
  });

  test('with a damaged compression is not complete, what was read counts', async () => {
    const packed = gzipSync(whole);
    packed.writeUInt32LE(7, packed.length - 8);
    const { report } = await analyzePaths([folder.file('damaged.pcap.gz', packed)]);
    expect(report.captures[0]).toMatchObject({ truncated: false, complete: false });
    expect(report.captures[0]?.issues[0]?.message).toContain('the checksum does not match');
    expect(report.summary.requests).toBe(3);
  });

  test.each([
    ['empty', '', 'empty-file'],
    ['text', 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n', 'not-a-capture'],
    ['compressed text', gzipSync('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'), 'not-a-capture'],
    [
      'damaged before its first byte',
      Buffer.from('1f8b08000000000000ffffffffff', 'hex'),
      'damaged-compression',
    ],
  ])('that is %s is a problem, not an exception', async (name, content, code) => {
    const path = folder.file(`no-${name}`, content);
    const { report, problems } = await analyzePaths([path]);
    expect(problems).toMatchObject([{ path, code }]);
    expect(report.captures).toMatchObject([{ path, format: 'unknown', complete: false, issues: [{ code }] }]);
  });

  test('is left off where the signal says so, and reported as far as it was read', async () => {
    const path = folder.file('aborted.pcap', whole);
    const controller = new AbortController();
    const { report } = await analyzePaths([path, at('set')], {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(report.captures.map((capture) => capture.path)).toEqual([path]);
  });
});

describe('analyze', () => {
  test('takes a path, a file URL, several of them, or bytes', async () => {
    const path = folder.file('any.pcap', whole);
    for (const source of [
      path,
      pathToFileURL(path),
      [path],
      whole,
      new Blob([whole as Uint8Array<ArrayBuffer>]),
    ]) {
      const { report } = await analyze(source as string);
      expect(report.summary).toMatchObject({ connections: 1, requests: 3 });
    }
  });

  test('throws where nothing can be read, and does not where something can', async () => {
    await expect(analyze(at('gone.pcap'))).rejects.toThrow(InputError);
    await expect(analyze(at('gone.pcap'))).rejects.toThrow('gone.pcap: no such file or directory');
    const { problems } = await analyze([at('gone.pcap'), at('any.pcap')]);
    expect(problems).toHaveLength(1);
  });
});
