/** `--gateway` and `--upstream`, where packets do not tell who asks. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/report/schema.ts';
import { cliFolder } from '../support/cli-folder.ts';
import { GET, OK } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';

const folder = cliFolder();
const { run } = folder;

/** Ciphered requests and answers on the ports of the other side; the upstream closes while the third request is on its way. */
const odd = tcpScript`
  C = 10.0.0.9:9000
  S = 10.0.0.1:50051
  C > S 100 bytes
  +0.001  S > C   300 bytes
  +1      C > S   100 bytes
  +0.001  S > C   300 bytes
  +2.000  C > S   100 bytes
  +0.010  S > C   FIN ack=201
  +0.010  S > C   RST (bare) seq=602
`;

const idle = tcpScript`
  C1 = 10.0.0.9:9001
  C2 = 10.0.0.9:9002
  C3 = 10.0.0.9:9003
  S = 10.0.0.1:50051
  ${['C1', 'C2', 'C3'].map((C) => `${C} > S 100 bytes\n+0.001 S > ${C} 300 bytes\n+0.001 ${C} > S ACK`).join('\n')}
  ${['C1', 'C2', 'C3'].map((C, n) => `${7 + n / 100} S > ${C} FIN\n+0 ${C} > S FIN\n+0 S > ${C} ACK`).join('\n')}
`;

beforeAll(() => {
  folder.file('idle.pcap', idle.bytes);
  folder.file('odd.pcap', odd.bytes);
  folder.file('names', '10.0.0.1 orders\n10.0.0.9 edge\n');
});

const inJson = async (words: string): Promise<Report> =>
  JSON.parse((await run(`scan odd.pcap --json --connections ${words}`)).stdout) as Report;

describe('the roles that are named', () => {
  test.each(['--upstream 10.0.0.1', '--gateway 10.0.0.9', '--upstream orders --names names'])(
    '%s: findings, connections and counts say that it was by hand',
    async (words) => {
      const { findings, connections, summary } = await inJson(words);
      const ends = { client: '10.0.0.9:9000', server: '10.0.0.1:50051', roleEvidence: 'option' };
      expect(findings).toMatchObject([{ kind: 'fin-during-request', connection: ends }]);
      expect(connections).toMatchObject([ends]);
      expect(summary.roles).toEqual({ option: 1 });
    },
  );

  test('are told by scan and show, and named again in the commands that are printed', async () => {
    const { stdout } = await run('odd.pcap --upstream 10.0.0.1 --gateway 10.0.0.9');
    expect(stdout).toContain('roles         of 1 connection as --gateway and --upstream name them\n');
    expect(stdout).toContain('--gateway 10.0.0.9 --upstream 10.0.0.1 -o incident.html');
    const shown = (await run('show odd.pcap --upstream 10.0.0.1')).stdout;
    expect(shown).toMatch(/^KEEP-ALIVE RACE/);
    expect(shown).toContain('roles   named by hand');
    expect(shown).toMatch(/gateway 10\.0\.0\.9:9000 +upstream 10\.0\.0\.1:50051/);
  });

  test('are told where they fit no connection whose roles were guessed', async () => {
    const told = '--gateway 10.9.9.9: no connection whose roles were guessed has that end\n';
    expect((await run('scan odd.pcap --gateway 10.9.9.9')).stderr).toContain(told);
    expect((await run('scan odd.pcap --gateway 10.0.0.9')).stderr).not.toContain('guessed');
  });

  test('are told where they contradict what handshakes and HTTP show', async () => {
    const swapped = tcpScript`
      C1 = 10.0.0.9:9000
      C2 = 10.0.0.9:9001
      S = 10.0.0.1:50051
      C1 > S 100 bytes
      +0.001  S > C1   300 bytes
      +1      C2 > S   ${GET}
      +0.001  S > C2   ${OK}
    `;
    folder.file('swapped.pcap', swapped.bytes);
    const message = (name: string) =>
      `closecall: ${name} has the other role than it was named for wherever packets tell (connections: 1): verdicts`;
    const stderrOf = async (words: string) => (await run(`scan swapped.pcap ${words}`)).stderr;
    expect(await stderrOf('--upstream 10.0.0.9')).toContain(message('10.0.0.9'));
    expect(await stderrOf('--gateway 10.0.0.1')).toContain(message('10.0.0.1'));
    expect(await stderrOf('--upstream 10.0.0.1 --gateway 10.0.0.9')).toBe('');
    // Where nothing but the name tells, nothing contradicts it.
    expect((await run('scan odd.pcap --upstream 10.0.0.9')).stderr).toBe('');
  });

  test('hold for timers and report', async () => {
    const { stdout: told } = await run('timers idle.pcap --upstream 10.0.0.1');
    expect(told).toMatch(/10\.0\.0\.1:50051 +upstream/);
    await run('report odd.pcap --upstream 10.0.0.1 -o page.html');
    const { stdout } = await run('scan page.html --json');
    expect((JSON.parse(stdout) as Report).findings[0]?.connection.roleEvidence).toBe('option');
  });
});

test('a guess by ports is told: with the roles the other way round there may be nothing to find', async () => {
  const { stdout } = await run('odd.pcap');
  expect(stdout).toContain('guessed by port numbers: --upstream ADDRESS tells who is the server');
  expect((await run('race.pcap')).stdout).not.toContain('roles ');
  expect((await run('show odd.pcap --connection 0')).stdout).toContain('\nroles guessed by port numbers, ');
  expect((await run('show healthy.pcap --connection 0')).stdout).not.toContain('roles ');
});

test.each(['--gateway edge', '--upstream 10.0.0.1,10.1', '--gateway ,'])('%s is wrong use', async (words) => {
  const { code, stderr } = await run(`odd.pcap ${words}`);
  expect([code, stderr]).toEqual([2, expect.stringContaining('is no address')]);
});

test('a saved report keeps its roles, and says so', async () => {
  await run('scan odd.pcap -o saved.json');
  const { code, stderr } = await run('scan saved.json --gateway 10.0.0.9');
  expect([code, stderr]).toEqual([0, expect.stringContaining('--gateway 10.0.0.9: not used')]);
});
