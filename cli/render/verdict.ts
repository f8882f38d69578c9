/** The words for "did it run?" and "who has to change something?": the two questions everybody asks first. */
import type { Executed, Finding, Owner, Remedy } from '../../src/report/schema.ts';
import type { Paint } from './paint.ts';
import { plain } from './text.ts';

const RAN: Readonly<Record<Executed, string>> = {
  no: 'NO',
  possibly: 'POSSIBLY',
  likely: 'LIKELY YES',
  answered: 'YES, ANSWERED',
  unknown: 'UNKNOWN',
};

const REASON: Readonly<Record<Finding['proof'], string>> = {
  'closed-before': 'the connection was closed at the other end before any byte of the request arrived',
  'never-connected': 'there never was a connection to send it on',
  'kernel-had-it': "the upstream's kernel had it; nothing proves that the application read it",
  'process-read-it': 'the upstream had read the whole request before it closed',
  'response-seen': 'a response was on the wire',
  none: 'these packets cannot tell',
};

const ADVICE: Readonly<Record<Executed, string>> = {
  no: 'Safe to replay, POST included',
  possibly: 'Check before replaying',
  likely: 'Check before replaying',
  answered: 'Look at its status before replaying',
  unknown: 'A capture at the upstream would tell',
};

const WHO: Readonly<Record<Owner, string>> = {
  settings: "SETTINGS, nobody's code",
  application: 'APPLICATION',
  rollout: 'ROLLOUT',
  gateway: 'GATEWAY',
  network: 'NETWORK',
  host: 'HOST',
  client: 'CLIENT, it left',
  undetermined: 'NOT DECIDED by these packets',
};

export const ranWord = (executed: Executed): string => RAN[executed];
export const ranReason = (proof: Finding['proof']): string => REASON[proof];
export const replayAdvice = (executed: Executed): string => ADVICE[executed];
export const ownerWord = (owner: Owner): string => WHO[owner];

/** From the worst to replay to the best: the order in which mixed incidents are told. */
export const BY_RISK: readonly Executed[] = ['answered', 'likely', 'possibly', 'unknown', 'no'];

/** Green where a replay is safe, red where it may do something twice. */
export function ranPaint(executed: Executed, paint: Paint): (text: string) => string {
  if (executed === 'no') return (text) => paint.bold(paint.green(text));
  return (text) =>
    paint.bold(executed === 'likely' || executed === 'answered' ? paint.red(text) : paint.yellow(text));
}

/** A race has two cures, either of which will do; the steps of other cures add up. */
export function remediesAreAlternatives(family: string): boolean {
  return family === 'keep-alive-race';
}

export function remedyText({ where, setting, value, text }: Remedy): string {
  return plain(text === '' ? `${where} ${setting} ${value}` : text, 400);
}
