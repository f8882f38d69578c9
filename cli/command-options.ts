/** The options of each command, as yargs declares them. */
import type { Argv } from 'yargs';
import { LANGUAGES } from '../viewer/words/language.ts';
import { FORMATS } from './formats.ts';
import {
  colorOption,
  filterOptions,
  flag,
  GROUP,
  inputOptions,
  logOption,
  several,
  single,
  textOptions,
  zoneOption,
} from './options.ts';

export function scanOptions(command: Argv) {
  return logOption(textOptions(filterOptions(inputOptions(command))))
    .positional('inputs', {
      type: 'string',
      array: true,
      default: [],
      describe: 'Captures, directories, globs, -, or a saved report',
    })
    .option('format', {
      group: GROUP.OUTPUT,
      choices: FORMATS,
      requiresArg: true,
      describe: `${FORMATS.join(', ')}; by default text, or what the ending of --output says`,
    })
    .option('json', {
      group: GROUP.OUTPUT,
      type: 'boolean',
      conflicts: 'format',
      describe: 'Short for --format json',
    })
    .option('output', written('Write to a file'))
    .option('connections', flag('JSON with every connection'))
    .option('all', flag('Text with every incident, not the worst seven'))
    .example('closecall captures/', 'What failed, and why')
    .example('tcpdump -w - port 8080 | closecall scan -', 'The same, from a pipe');
}

/** What a command writes goes there. */
function written(describe: string) {
  return { ...single(describe, GROUP.OUTPUT), alias: 'o' } as const;
}

const SHOWN_UPSTREAM = several(
  'Only failures at this address, address:port or network; where the packets do not tell the roles, it is the server',
);

export function showOptions(command: Argv) {
  return logOption(textOptions(filterOptions(inputOptions(command, SHOWN_UPSTREAM))))
    .positional('inputs', {
      type: 'string',
      array: true,
      demandOption: true,
      describe:
        'Captures, directories, globs, or a saved report; then, if wanted, the ID (or its beginning) of an incident or a finding',
    })
    .option('at', single('The failure nearest to this time: 03:12:04'))
    .option('request-id', single('The request with this X-Request-Id or the like'))
    .option('line', {
      ...single("The failure that this line of a proxy's or an upstream's log is about"),
      conflicts: 'at',
    })
    .option('connection', single("This connection (Wireshark's tcp.stream)"))
    .option('nth', { ...single('Not the first that fits, but this one: 2'), default: '1' })
    .option(
      'output',
      written('Write a picture: .svg, .html, .md, .mmd (Mermaid) or .png; all of them into a folder (DIR/)'),
    )
    .option('theme', {
      group: GROUP.OUTPUT,
      choices: ['light', 'dark'] as const,
      default: 'light' as const,
      requiresArg: true,
      describe: 'Colours of .svg and .png: light (the default), dark',
    })
    .example('closecall show captures/ 7f3a', 'What scan calls 7f3a')
    .example('closecall show captures/ 7f3a -o postmortem/', 'The same as pictures')
    .example('closecall show gw.pcap --at 03:12:04 --path /pay', 'From the complaint to the packets')
    .example(
      'closecall show gw.pcap --line "$(grep -m1 prematurely error.log)"',
      'From a log line to the packets',
    );
}

export function reportOptions(command: Argv) {
  return logOption(zoneOption(filterOptions(inputOptions(command))))
    .positional('inputs', {
      type: 'string',
      array: true,
      default: [],
      describe: 'Captures, directories, globs, -, or a saved report',
    })
    .option(
      'output',
      written(
        'The HTML file to write, by default closecall-report.html, without an input closecall.html; with the ending .json its data alone',
      ),
    )
    .option('open', flag('Open it in the browser'))
    .option('lang', {
      group: GROUP.OUTPUT,
      choices: LANGUAGES,
      requiresArg: true,
      describe: `Language of the page: ${LANGUAGES.join(', ')}; by default the reader's, as their browser tells it`,
    });
}

export function extractOptions(command: Argv) {
  return zoneOption(filterOptions(inputOptions(command)))
    .positional('inputs', {
      type: 'string',
      array: true,
      demandOption: true,
      describe:
        'Captures, directories or globs; then, if wanted, the IDs (or their beginnings) of incidents or findings, else the worst incident',
    })
    .option('output', {
      ...written('The pcapng file to write, by default evidence.pcapng; - for standard output'),
      default: 'evidence.pcapng',
    })
    .describe(
      'redact',
      'none keeps the packets as captured; by default standard: bodies, queries, cookies and other fields overwritten; share is not for packets',
    )
    .option('all', flag('Every finding, not the worst incident alone'))
    .example('closecall extract captures/ 7f3a', 'What a vendor needs to see of 7f3a');
}

const WHERE = 'Where the packets are:';
const WHICH = 'Which packets:';
const HOW = 'How long, and how much of them:';

export function tcpdumpOptions(command: Argv) {
  for (const heading of [WHERE, WHICH, HOW]) command.group([], heading);
  return colorOption(command)
    .option('interface', { ...single('Interface, by default any', WHERE), alias: 'i', default: 'any' })
    .option('container', single('In the network of this Docker container', WHERE))
    .option('kubernetes', single('In this pod: POD or NAMESPACE/POD', WHERE))
    .option('ssh', single('On this host, through ssh', WHERE))
    .option('upstream', several('Only to and from this address, address:port or network', WHICH))
    .option(
      'gateway',
      several('Only to and from this gateway, where many others talk to the upstream', WHICH),
    )
    .option('port', several('Only to and from this port', WHICH))
    .option('vlan', { ...flag('With VLAN tags, as on mirror ports and trunks'), group: WHICH })
    .option('size', single('A new file every so many million bytes', HOW))
    .option('seconds', single('A new file every so many seconds', HOW))
    .option('keep', single('Only the last so many files', HOW))
    .option('snaplen', { ...single('Bytes of each packet, by default all of them', HOW), default: '0' })
    .option('live', { ...flag('Scan what comes, without a file'), group: HOW })
    .option('output', { ...written('The file that the command writes'), default: 'gateway.pcap' })
    .option('quiet', { ...flag('The command alone'), alias: 'q' })
    .example('closecall tcpdump -i eth1 --upstream 10.0.0.2:8080', 'On the gateway, towards one upstream')
    .example('closecall tcpdump --port 8080 --size 100 --keep 20', 'A ring of files, until it fails again');
}

export function timersOptions(command: Argv) {
  return colorOption(inputOptions(command))
    .positional('inputs', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Captures, directories, globs, -, or a saved report',
    })
    .option('format', {
      group: GROUP.OUTPUT,
      choices: ['text', 'json'] as const,
      requiresArg: true,
      describe: 'text or json; by default text, or what the ending of --output says',
    })
    .option('json', { group: GROUP.OUTPUT, type: 'boolean', describe: 'Short for --format json' })
    .option('output', written('Write to a file'))
    .example('closecall timers captures/', 'Whose idle limit is the shorter one');
}

export function explainOptions(command: Argv) {
  return colorOption(command).positional('kinds', {
    type: 'string',
    array: true,
    default: [],
    describe: 'Kinds or families, or a title as scan prints it; without one all of them',
  });
}
