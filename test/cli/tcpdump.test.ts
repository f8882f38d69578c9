/** `closecall tcpdump`: the commands that it prints are given to the programs that they name. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { captureCommand } from '../../cli/capture-command.ts';
import { type Captured, captureFilter } from '../../cli/capture-filter.ts';
import { cliFolder } from '../support/cli-folder.ts';
import { tcpScript } from '../support/tcp-script.ts';

const folder = cliFolder();
const { run } = folder;
const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;
const hasDumpcap = spawnSync('dumpcap', ['--version']).status === 0;

const ANYWHERE = { upstream: [], gateway: [], ports: [], vlan: false };
const ORDER = {
  ...ANYWHERE,
  interface: 'any',
  file: 'gateway.pcap',
  snaplen: 0,
  size: undefined,
  seconds: undefined,
  keep: undefined,
  live: false,
  container: undefined,
  kubernetes: undefined,
  ssh: undefined,
};

describe('what it prints', () => {
  test('first the command on one line, then every flag with its reason; with -q the command alone', async () => {
    const { stdout } = await run('tcpdump -i eth1 --upstream 10.0.0.2:8080');
    const [line, empty] = stdout.split('\n');
    expect([line, empty]).toEqual([
      "sudo tcpdump -i eth1 -n -s 0 -B 16384 --time-stamp-precision=nano -w gateway.pcap '(host 10.0.0.2 and tcp port 8080) or icmp or icmp6 or arp'",
      '',
    ]);
    for (const flag of ['-i eth1', '-n', '-s 0', '-B 16384', '-w gateway.pcap'])
      expect(stdout).toContain(`\n  ${flag} `);
    expect((await run('tcpdump -i eth1 --upstream 10.0.0.2:8080 -q')).stdout).toBe(`${line}\n`);
  });

  test.each([
    ['--size 100 --keep 20', /^sudo tcpdump .* -C 100 -W 20 -Z root -w gateway\.pcap /],
    ['--seconds 60', /^sudo tcpdump .* -G 60 -Z root -w gateway_%Y%m%d_%H%M%S\.pcap /],
    ['--seconds 60 --keep 9', /^sudo dumpcap .* -b duration:60 -b files:9 -w gateway\.pcap -f /],
    ['--live', /^sudo tcpdump .* --immediate-mode -U -w - '.*' \| closecall scan -$/],
    ['--ssh gw1', /^ssh gw1 'sudo tcpdump .* -U -w - .*' > gateway\.pcap$/],
    ['--kubernetes shop/web-1', /^kubectl exec -n shop web-1 -- tcpdump .* -w - '.*' > gateway\.pcap$/],
    ['--container web', /^sudo nsenter -n -t "\$\(docker inspect -f '\{\{\.State\.Pid\}\}' web\)" tcpdump /],
    ['--snaplen 256 -o /tmp/a.pcap', /-s 256 .* -w \/tmp\/a\.pcap /],
  ])('for %s', async (words, expected) => {
    expect((await run(`tcpdump -q ${words}`)).stdout.trimEnd()).toMatch(expected);
  });

  test.each([
    ['--upstream nowhere', '--upstream nowhere is no address'],
    ['--port 99999', 'is no port'],
    ['--size x', 'is no whole number'],
    ['--keep 5', '--keep goes with --size or --seconds'],
    ['--live --size 5', 'what comes through a pipe is not rotated'],
    ['--ssh a --container b', 'are three places'],
    ['race.pcap', 'race.pcap'],
    ['--ssh=-oProxyCommand=id', '--ssh -oProxyCommand=id is no name'],
    ['--kubernetes=--context', 'is no name'],
    ['--kubernetes a/', "--kubernetes '' is no name"],
    ['--kubernetes a/b/c', '--kubernetes a/b/c is no POD or NAMESPACE/POD'],
    ['--container=', "--container '' is no name"],
  ])('%s is wrong use', async (words, told) => {
    const { code, stderr } = await run(`tcpdump ${words}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
  });

  test('what names hold is one word of the shell, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20 }).filter((name) => !name.includes('\0')),
        (name) => {
          const { line } = captureCommand({ ...ORDER, interface: name });
          const words = spawnSync('bash', [
            '-c',
            `sudo() { printf '%s\\0' "$@"; }; ${line}`,
          ]).stdout.toString();
          expect(words.split('\0').slice(0, 4)).toEqual(['tcpdump', '-i', name, '-n']);
        },
      ),
      { numRuns: 20 },
    );
  });
});

(hasTcpdump ? describe : describe.skip)('the filter', () => {
  const end = fc.constantFrom(
    '10.0.0.2',
    '10.0.0.2:8080',
    '10.0.0.0/8',
    '10.0.0.0/8:80',
    '2001:db8::1',
    '[2001:db8::/32]:443',
    '10.1.2.3/8',
    '2001:db8::1/32',
    'fe80::1%eth0',
    '::ffff:10.0.0.2',
  );
  const captured = fc.record({
    upstream: fc.array(end, { maxLength: 3 }),
    gateway: fc.array(end, { maxLength: 2 }),
    ports: fc.array(fc.nat(65_535), { maxLength: 3 }),
    vlan: fc.boolean(),
  });

  test('compiles, whatever is asked for', () => {
    fc.assert(
      fc.property(captured, (asked) => {
        const filter = captureFilter(asked);
        const { status, stderr } = spawnSync(
          'tcpdump',
          ['-d', '-r', join(folder.path, 'race.pcap'), filter],
          { encoding: 'utf8' },
        );
        expect([filter, status, stderr.includes('error')]).toEqual([filter, 0, false]);
      }),
      { numRuns: 40 },
    );
  });

  test('takes the connections asked for and what tells why a connect failed, and nothing else', () => {
    const script = tcpScript`
      0.000   C > S   SYN
      +0.010  S > C   UNREACHABLE
      +1      C1 > S1 SYN
      +0.010  S1 > C1 RST ACK
    `;
    const file = folder.file('filtered.pcap', script.bytes);
    const taken = (asked: Partial<Captured>) =>
      spawnSync('tcpdump', ['-n', '-r', file, captureFilter({ ...ANYWHERE, ...asked })], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(Boolean).length;
    expect(taken({})).toBe(4);
    expect(taken({ upstream: ['10.0.0.2'] })).toBe(2);
    expect(taken({ upstream: ['10.0.0.3:8080'] })).toBe(3);
    expect(taken({ ports: [9] })).toBe(1);
    expect(taken({ upstream: ['::ffff:10.0.0.2'] })).toBe(2);
    expect(taken({ upstream: ['10.0.0.2/31'] })).toBe(4);
    expect(taken({ upstream: ['10.0.0.0/24'], gateway: ['10.9.9.9'] })).toBe(1);
  });
});

/** Runs a printed command until a request went through, and ends it as people do. */
async function captured(words: string, file: string): Promise<string> {
  const server = createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const line = (await run(`tcpdump -q -i lo --port ${port} ${words}`)).stdout
      .trim()
      .replace(/^sudo /, 'exec ');
    const child = spawn('bash', ['-c', line], { cwd: folder.path });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (
      let tries = 0;
      tries < 100 && !/listening on|Capturing on|File:/.test(said) && child.exitCode === null;
      tries++
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await new Promise<void>((resolve) =>
      get({ port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', resolve)),
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
    return (await run(`scan --json ${file}`)).stdout;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Waits for a packet that never comes, until `timeout` ends it: where it may not capture, it ends by itself. */
const mayCapture = spawnSync('timeout', ['0.5', 'tcpdump', '-i', 'lo', '-c', '1', 'port 1']).status === 124;

(mayCapture && hasDumpcap ? describe : describe.skip)('on this machine', () => {
  test.each([
    ['one file', '-o one.pcap', 'one.pcap'],
    ['files by size', '--size 1 --keep 3 -o ring/size.pcap', 'ring/'],
    ['files by time', '--seconds 60 -o stamped/time.pcap', 'stamped/'],
    ['a ring by time, of dumpcap', '--seconds 60 --keep 2 -o dump/ring.pcap', 'dump/'],
  ])(
    '%s: a request that passes is in the capture',
    async (_, words, file) => {
      for (const name of ['ring/.keep', 'stamped/.keep', 'dump/.keep']) folder.file(name, '');
      const told = await captured(words, file);
      expect(JSON.parse(told).summary).toMatchObject({ requests: 1, responses: 1, failedRequests: 0 });
    },
    30_000,
  );
});
