/** closecall and the programs that it is measured against. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Program {
  readonly name: string;
  /** What it does with a capture: none does all that closecall does. */
  readonly does: string;
  /** The words that run it. */
  readonly command: (capture: Captures, scratch: string) => readonly string[];
  /** Whether it is installed. */
  readonly installed: () => boolean;
}

/** One capture in both formats: pcap-ng-parser reads one of them only. */
export interface Captures {
  readonly pcap: string;
  readonly pcapng: string;
}

const TSHARK = '-o tcp.reassemble_out_of_order:TRUE -Y http -T fields -e frame.number'.split(' ');

/** Run by `node -e`, in a process of its own as every other program. */
const BLOCKS_ONLY = `
const Parser = require(process.argv[1]);
const parser = new Parser();
let packets = 0;
parser.on('data', () => packets++);
parser.on('error', () => {});
require('fs').createReadStream(process.argv[2]).pipe(parser);
process.on('exit', () => console.log(packets));
`;

/** Whether a program of that name can be started. */
export const onPath = (program: string) => () => spawnSync(program, ['--version']).error === undefined;

export function programs(root: string): readonly Program[] {
  const main = join(root, 'dist/cli/main.js');
  return [
    {
      name: 'closecall',
      does: 'TCP, HTTP, findings, report',
      command: ({ pcap }) => [process.execPath, main, 'scan', pcap],
      installed: () => existsSync(main),
    },
    {
      name: 'node -e 0',
      does: 'nothing: what a start costs',
      command: () => [process.execPath, '-e', '0'],
      installed: () => true,
    },
    {
      name: 'tcptrace -n',
      does: 'TCP statistics, no HTTP',
      command: ({ pcap }) => ['tcptrace', '-n', pcap],
      installed: onPath('tcptrace'),
    },
    {
      name: 'tcpflow',
      does: 'writes the streams out',
      command: ({ pcap }, scratch) => ['tcpflow', '-r', pcap, '-o', scratch],
      installed: onPath('tcpflow'),
    },
    {
      name: 'tshark -Y http',
      does: 'dissects everything, reassembly out of order on',
      command: ({ pcap }) => ['tshark', '-r', pcap, ...TSHARK],
      installed: onPath('tshark'),
    },
    nodeParser('pcap-ng-parser', ({ pcapng }) => pcapng),
  ];
}

function nodeParser(name: string, file: (captures: Captures) => string): Program {
  const { resolve } = createRequire(join(process.cwd(), 'package.json'));
  return {
    name: `npm ${name}`,
    does: 'splits blocks, nothing else',
    command: (captures) => [process.execPath, '-e', BLOCKS_ONLY, resolve(name), file(captures)],
    installed: () => {
      try {
        return existsSync(resolve(name));
      } catch {
        return false;
      }
    },
  };
}
