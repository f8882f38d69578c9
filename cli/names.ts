/** `--names FILE`: what addresses are called in everything that is written for people. Data for programs keep the addresses. */
import { readFileSync } from 'node:fs';
import ipaddr from 'ipaddr.js';
import type { Analysis } from '../src/analysis.ts';
import { systemCode, systemReason } from '../src/node/problem.ts';
import { replaceAddresses } from '../src/report/roles.ts';
import { withoutMark } from './byte-order-mark.ts';
import { shorten } from './render/text.ts';
import { UsageError } from './usage-error.ts';

/** By address, as reports write it: IPv6 as in RFC 5952, without brackets. */
export type Names = ReadonlyMap<string, string>;

/** As host names and those of pods; what could be mistaken for an address or a port is no name. */
const NAME = /^[a-z\d_][\w./-]{0,99}$/i;

/**
 * Reads lines as in /etc/hosts, a JSON object of addresses and names, or what `kubectl get pods -o json` prints. No names
 * without a file. Throws `UsageError` where the file cannot be read, or holds something else.
 */
export function readNames(file: string | undefined): Names {
  if (file === undefined) return new Map();
  const names = new Map<string, string>();
  for (const [address, name] of pairsIn(file, contentOf(file))) {
    const text = addressText(address);
    if (text === null) throw unnamed(file, `${shorten(address, 40)} is no address`);
    if (!NAME.test(name) || addressText(name) !== null)
      throw unnamed(file, `${address} has no name of letters, digits, dots and dashes`);
    names.set(text, name);
  }
  if (names.size === 0) throw unnamed(file, 'no names are in it');
  return names;
}

function contentOf(file: string): string {
  try {
    return withoutMark(readFileSync(file, 'utf8'));
  } catch (error) {
    if (systemCode(error) === null) throw error;
    throw new UsageError(`--names ${file}: ${systemReason(error)}`);
  }
}

function unnamed(file: string, what: string): UsageError {
  return new UsageError(
    `--names ${file}: ${what}`,
    'lines as in /etc/hosts (10.0.0.2 orders-1), {"10.0.0.2": "orders-1"}, or: kubectl get pods -A -o json',
  );
}

type Pair = readonly [address: string, name: string];

function pairsIn(file: string, text: string): readonly Pair[] {
  if (!/^\s*\{/.test(text)) return text.split('\n').flatMap(hostsLine);
  return pairsOf(jsonIn(file, text));
}

function jsonIn(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw unnamed(file, `it is not JSON (${(error as Error).message})`);
  }
}

function hostsLine(line: string): Pair[] {
  const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
  return address ? [[address, name ?? '']] : [];
}

interface Pod {
  readonly metadata?: { readonly name?: unknown } | null;
  readonly status?: { readonly podIP?: unknown; readonly hostIP?: unknown } | null;
}

function pairsOf(json: Readonly<Record<string, unknown>>): Pair[] {
  if (!Array.isArray(json.items))
    return Object.entries(json).map(([address, name]) => [address, typeof name === 'string' ? name : '']);
  return (json.items as (Pod | null)[]).flatMap((pod): Pair[] => {
    const { podIP, hostIP } = pod?.status ?? {};
    // A pod in the network of its host would give its name to all of them.
    if (typeof podIP !== 'string' || podIP === hostIP) return [];
    return [[podIP, String(pod?.metadata?.name)]];
  });
}

function addressText(address: string): string | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return address;
  if (!ipaddr.IPv6.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

/** Hosts that somebody asks for: a name stands for all addresses that are called so. */
export function addressesOf(hosts: readonly string[], names: Names): string[] {
  return hosts.flatMap((host) => {
    const called = [...names].filter(([, name]) => name === host).map(([address]) => address);
    return called.length > 0 ? called : [host];
  });
}

/** What other programs take up again stays as it is. */
const KEPT = new Set([
  'id',
  'capture',
  'proofCapture',
  'path',
  'sha256',
  'displayFilter',
  'tupleFilter',
  'target',
  'host',
]);

/** The analysis with names in the place of addresses; ports stay. */
export function named({ report, timelines }: Analysis, names: Names): Analysis {
  if (names.size === 0) return { report, timelines };
  const tell = (text: string) => replaceAddresses(text, (address) => nameOf(address, names));
  return {
    report: changed(report, tell),
    timelines: new Map([...timelines].map(([key, timeline]) => [key, changed(timeline, tell)])),
  };
}

function nameOf(text: string, names: Names): string {
  const [, bracketed, plain, port = ''] =
    /^(?:\[(.*)\]|([\d.]+|[\da-f:.]*::?[\da-f:.]*))(:\d+)?$/i.exec(text) ?? [];
  const name = names.get(bracketed ?? plain ?? text);
  return name === undefined ? text : name + port;
}

/** Every text in it changed, but for what is kept; numbers are not looked at. */
function changed<T>(value: T, tell: (text: string) => string): T {
  if (typeof value === 'string') return tell(value) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value))
    return typeof value[0] === 'number' ? value : (value.map((each) => changed<unknown>(each, tell)) as T);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const told = entries.map(([key, each]) => [key, KEPT.has(key) ? each : changed(each, tell)] as const);
  return Object.fromEntries(told) as T;
}
