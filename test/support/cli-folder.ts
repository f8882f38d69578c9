/** A folder of small captures, good and bad, and the program run in it. */
import { gzipSync } from 'node:zlib';
import { type CliOptions, type CliResult, closecall } from './cli.ts';
import { EXCHANGE, POST } from './http-lines.ts';
import { tcpScript } from './tcp-script.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary.ts';

/** A keep-alive race, one finding. */
export const race: Uint8Array = tcpScript`
  ${EXCHANGE}
  5.050   C > S   ${POST}
  +0.010  S > C   FIN ack=28
  +0.010  S > C   RST (bare) seq=41
`.bytes;

/** A connection on which nothing failed. */
export const healthy: Uint8Array = tcpScript`
  ${EXCHANGE}
  +1      S > C   FIN
  +0      C > S   FIN
  +0.020  S > C   ACK
`.bytes;

export interface CliFolder extends TemporaryFolder {
  /** Runs the program in the folder; the words are separated by single spaces. */
  readonly run: (line: string, options?: CliOptions) => Promise<CliResult>;
}

/** To be asked for once in a test file. */
export function cliFolder(): CliFolder {
  const folder = temporaryFolder();
  folder.file('race.pcap', race);
  folder.file('healthy.pcap', healthy);
  folder.file('race.pcap.gz', gzipSync(race));
  folder.file('empty.pcap', '');
  return { ...folder, run: (line, options) => closecall(line.split(' '), { cwd: folder.path, ...options }) };
}
