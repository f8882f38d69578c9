/** The command that captures, word by word, each with its reason. Source: tcpdump(1), dumpcap(1), nsenter(1). */
import { type Captured, captureFilter } from './capture-filter.ts';
import { namedAgain, shellWord, shellWords } from './render/shell.ts';
import { UsageError } from './usage-error.ts';

export interface CaptureOrder extends Captured {
  readonly interface: string;
  readonly file: string;
  /** Bytes kept of a packet; 0 for all. */
  readonly snaplen: number;
  /** Megabytes, seconds, and number of files to keep; undefined: one file until Ctrl-C. */
  readonly size: number | undefined;
  readonly seconds: number | undefined;
  readonly keep: number | undefined;
  /** Scan at once what comes through a pipe, and keep no file. */
  readonly live: boolean;
  /** At most one of these: where the packets are, when not here. */
  readonly container: string | undefined;
  readonly kubernetes: string | undefined;
  readonly ssh: string | undefined;
}

/** A flag with its value, and what it is for. */
interface Flag {
  readonly words: readonly string[];
  readonly why: string;
}

interface CaptureCommand {
  /** For a POSIX shell, on one line. */
  readonly line: string;
  readonly flags: readonly Flag[];
  /** How to go on with what was captured. */
  readonly next: string;
}

/** Kibibytes: some seconds of a busy gigabit link. */
const BUFFER = 16_384;

/** Throws `UsageError` for orders that no program carries out. */
export function captureCommand(order: CaptureOrder): CaptureCommand {
  const { live, file, ssh, container, kubernetes } = order;
  const elsewhere = [ssh, container, kubernetes].filter((place) => place !== undefined);
  if (elsewhere.length > 1)
    throw new UsageError('--container, --kubernetes and --ssh are three places', 'take one');
  checkNames(order);
  const isRotated = order.size !== undefined || order.seconds !== undefined;
  const isPiped = live || ssh !== undefined || kubernetes !== undefined;
  if (isRotated && isPiped)
    throw new UsageError(
      'what comes through a pipe is not rotated',
      'leave out --size and --seconds, or --live, --ssh and --kubernetes',
    );
  if (order.keep !== undefined && !isRotated) throw new UsageError('--keep goes with --size or --seconds');
  const isRing = order.seconds !== undefined && order.keep !== undefined;
  const program = isRing ? dumpcap(order) : tcpdump(order, isPiped);
  const filter = { words: [captureFilter(order)], why: FILTER };
  const words = [isRing ? 'dumpcap' : 'tcpdump', ...program.flatMap((flag) => flag.words)];
  const local = isRing
    ? shellWords([...words, '-f', ...filter.words])
    : shellWords([...words, ...filter.words]);
  const line = placed(order, local) + (live ? ' | closecall scan -' : isPiped ? ` > ${shellWord(file)}` : '');
  return {
    line,
    flags: [...program, filter],
    next: live ? '' : `closecall scan ${namedAgain([isRotated ? folderOf(file) : file])}`,
  };
}

/** A name that begins like an option would be one to the program that is to take it, and `ssh` has options that run commands. */
function checkNames({ ssh, container, kubernetes }: CaptureOrder): void {
  const parts = kubernetes?.split('/') ?? [];
  if (parts.length > 2) throw new UsageError(`--kubernetes ${kubernetes} is no POD or NAMESPACE/POD`);
  for (const [option, text] of [
    ['ssh', ssh],
    ['container', container],
    ...parts.map((part) => ['kubernetes', part] as const),
  ] as const)
    if (text !== undefined && /^-|^$/.test(text))
      throw new UsageError(`--${option} ${shellWord(text)} is no name`);
}

const FILTER = 'the connections in question; icmp and arp tell why a connect failed';

function tcpdump(
  { interface: name, snaplen, size, seconds, keep, file }: CaptureOrder,
  isPiped: boolean,
): Flag[] {
  const isRotated = size !== undefined || seconds !== undefined;
  return [
    interfaceFlag(name),
    { words: ['-n'], why: 'no name lookups: they would be packets too' },
    snaplenFlag(snaplen),
    { words: ['-B', String(BUFFER)], why: '16 MiB for bursts: lost packets make verdicts uncertain' },
    {
      words: ['--time-stamp-precision=nano'],
      why: 'nanoseconds, on Linux; leave it out where tcpdump refuses it',
    },
    ...(isPiped
      ? [{ words: ['--immediate-mode', '-U'], why: 'each packet at once, not when a buffer is full' }]
      : []),
    ...(size === undefined
      ? []
      : [{ words: ['-C', String(size)], why: `a new file every ${size} million bytes` }]),
    ...(seconds === undefined
      ? []
      : [{ words: ['-G', String(seconds)], why: `a new file every ${seconds} s` }]),
    ...(keep === undefined
      ? []
      : [{ words: ['-W', String(keep)], why: 'as many files; then the oldest is overwritten' }]),
    ...(isRotated ? [{ words: ['-Z', 'root'], why: 'it may create the next file in this folder too' }] : []),
    {
      words: ['-w', isPiped ? '-' : seconds === undefined ? file : stamped(file)],
      why: isPiped ? 'packets to the pipe' : 'packets, not text',
    },
  ];
}

/** tcpdump stops after `-W` files of `-G`; dumpcap goes on with the first. */
function dumpcap({ interface: name, snaplen, size, seconds, keep, file }: CaptureOrder): Flag[] {
  return [
    interfaceFlag(name),
    { words: ['-q'], why: 'no counting on the screen' },
    snaplenFlag(snaplen),
    { words: ['-B', String(BUFFER >> 10)], why: 'MiB for bursts: lost packets make verdicts uncertain' },
    { words: ['-b', `duration:${seconds}`], why: `a new file every ${seconds} s` },
    ...(size === undefined
      ? []
      : [{ words: ['-b', `filesize:${size * 1000}`], why: `or every ${size} million bytes` }]),
    { words: ['-b', `files:${keep}`], why: 'as many files; then the oldest is deleted (tcpdump would stop)' },
    { words: ['-w', file], why: 'packets, not text' },
  ];
}

function interfaceFlag(name: string): Flag {
  const every = 'every interface there; ip route get UPSTREAM names the one that matters';
  return { words: ['-i', name], why: name === 'any' ? every : 'the interface towards the upstream' };
}

function snaplenFlag(snaplen: number): Flag {
  return snaplen === 0
    ? { words: ['-s', '0'], why: 'whole packets: cut ones do not tell whether an answer was whole' }
    : {
        words: ['-s', String(snaplen)],
        why: 'heads, as a rule; whether an answer was whole is then not told',
      };
}

/** Where the packets are, and its own tcpdump if that is another machine's. */
function placed({ container, kubernetes, ssh }: CaptureOrder, command: string): string {
  if (ssh !== undefined) return `ssh ${shellWord(ssh)} ${shellWord(`sudo ${command}`)}`;
  if (kubernetes !== undefined) return `kubectl exec ${podWords(kubernetes)} -- ${command}`;
  if (container === undefined) return `sudo ${command}`;
  const process = `"$(docker inspect -f '{{.State.Pid}}' ${shellWord(container)})"`;
  return `sudo nsenter -n -t ${process} ${command}`;
}

/** `POD` or `NAMESPACE/POD`. */
export function podWords(name: string): string {
  const [first = '', second] = name.split('/');
  return second === undefined ? shellWord(first) : shellWords(['-n', first, second]);
}

/** strftime(3): every file has its time, and closecall takes them for one capture. */
function stamped(file: string): string {
  const dot = file.lastIndexOf('.');
  const stamp = '_%Y%m%d_%H%M%S';
  return dot <= file.lastIndexOf('/') ? file + stamp : file.slice(0, dot) + stamp + file.slice(dot);
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash + 1);
}
