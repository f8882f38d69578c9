/** What the program says of itself, and of words that it cannot use. */
import { describe, expect, test } from '@jest/globals';
import { cliFolder, race } from '../support/cli-folder.ts';

const folder = cliFolder();
const { run } = folder;

describe('--help', () => {
  test.each(['scan', 'show', 'report', 'extract', 'timers'])(
    'of %s has every option under a heading, told in words',
    async (command) => {
      const { stdout } = await run(`${command} --help`);
      const [, own = ''] = /\nOptions:\n([\s\S]*?)\n(?:\n|$)/.exec(stdout) ?? [];
      expect(own.match(/--\w+/g)).toEqual(['--version', '--help', '--config']);
      expect(stdout).not.toMatch(/\[(?:string|array|boolean|default)/);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    },
  );

  test('has what chooses failures first', async () => {
    const { stdout } = await run('show --help');
    expect(stdout.match(/^\S.*:$/gm)).toEqual([
      'Positionals:',
      'Which failures:',
      'How to read them:',
      'What to print:',
      'Options:',
      'Examples:',
    ]);
    expect(stdout.match(/--upstream/g)).toHaveLength(1);
  });
});

describe('wrong use', () => {
  test.each(['show', 'timers', 'scan'])(
    '%s without an input is told in words of its own',
    async (command) => {
      const { code, stderr } = await run(command);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^closecall: no input named\n {2}name capture files/),
      ]);
    },
  );

  test.each(['json', 'html'])('a saved report (%s) beside captures is no capture', async (ending) => {
    const command = ending === 'json' ? 'scan' : 'report';
    await run(`${command} race.pcap -q -o saved.${ending}`);
    const { code, stderr } = await run(`scan race.pcap saved.${ending}`);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`saved.${ending} is a saved report, which is read by itself`),
    ]);
  });

  test('what no finding fits is told with the words that asked for it', async () => {
    const { code, stderr } = await run('show race.pcap --upstream 10.9.9.9 --request-id 7');
    expect(code).toBe(2);
    expect(stderr).toContain('no finding fits --upstream 10.9.9.9 --request-id 7\n');
  });
});

test('of many damaged files the first ones are told, and how many more there are', async () => {
  for (let n = 10; n < 30; n++) folder.file(`damaged/${n}.pcap`, race.subarray(0, 20));
  const lines = async (words: string) => (await run(words)).stderr.trimEnd().split('\n');
  const told = await lines('scan damaged race.pcap --quiet');
  expect(told).toHaveLength(9);
  expect(told[0]).toMatch(/^closecall: damaged.10\.pcap: 20 bytes are too few/);
  expect(told[8]).toBe('closecall: 12 more files with problems, with -v all of them');
  expect(await lines('scan damaged race.pcap -v')).toHaveLength(20);
});

test('an upstream to which no connection goes is told', async () => {
  const told = '--upstream 10.9.9.9: no connection goes there\n';
  expect((await run('scan race.pcap --upstream 10.9.9.9')).stderr).toContain(told);
  expect((await run('scan race.pcap --upstream 10.9.9.9 -q')).stderr).toBe('');
  expect((await run('scan race.pcap --upstream 10.0.0.0/8')).stderr).toBe('');
});
