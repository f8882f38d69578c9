/** The words of a verdict, and the verdict itself as a rule gives it. */
import type { Exchange } from '../timeline/schema.ts';

export const SEVERITIES = ['error', 'warning', 'note'] as const;
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
export const OWNERS = [
  'settings',
  'application',
  'rollout',
  'gateway',
  'network',
  'host',
  'client',
  'undetermined',
] as const;
export const EXECUTED = ['no', 'possibly', 'likely', 'answered', 'unknown'] as const;
export const PROOFS = [
  'closed-before',
  'never-connected',
  'kernel-had-it',
  'process-read-it',
  'response-seen',
  'none',
] as const;
/** Proven by sequence and acknowledgement numbers, measured by captured times, estimated from round trips. */
export const EVIDENCE_LEVELS = ['proven', 'measured', 'estimated'] as const;

export type Severity = (typeof SEVERITIES)[number];
export type Confidence = (typeof CONFIDENCES)[number];
export type Owner = (typeof OWNERS)[number];
export type Executed = (typeof EXECUTED)[number];
export type Proof = (typeof PROOFS)[number];
export type EvidenceLevel = (typeof EVIDENCE_LEVELS)[number];

export const FAMILIES = {
  'keep-alive-race': 'Keep-alive race',
  'forgotten-on-path': 'Forgotten on the path',
  'restart-without-drain': 'Restart, no drain',
  'closed-without-answer': 'Closed, no answer',
  'response-cut': 'Response cut',
  'no-connection': 'Could not connect',
  'gateway-gave-up': 'Gateway gave up',
  'not-a-teardown': 'No teardown',
} as const;
export type Family = keyof typeof FAMILIES;

export interface Evidence {
  readonly frame: number;
  readonly role: string;
  readonly text: string;
  readonly level: EvidenceLevel;
}

export interface Excluded {
  readonly kind: string;
  readonly why: string;
}

/** What people are told about a kind of finding. */
export interface KindDescription {
  readonly kind: string;
  readonly family: Family;
  readonly title: string;
  readonly owner: string;
  /** What it is, in one or two sentences. */
  readonly summary: string;
  /** How it is decided. */
  readonly decided: string;
}

/** A verdict on one request of one connection, or on one attempt to connect. */
export interface Verdict {
  readonly kind: string;
  /** Where the manner belongs to another family than the kind. */
  readonly family: Family | null;
  readonly manner: string | null;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly owner: Owner;
  readonly explanation: string;
  /** The packet that decided: its time is the finding's. */
  readonly frame: number;
  readonly time: number;
  readonly exchange: Exchange | null;
  /** Requests of this connection that failed with it: pipelined, or streams. */
  readonly requestsFailed: number;
  readonly executed: Executed;
  readonly proof: Proof;
  readonly proofFrame: number | null;
  readonly evidence: readonly Evidence[];
  readonly excluded: readonly Excluded[];
  /** Nanoseconds from the last payload byte before the request to the deciding event. */
  readonly idle: number | null;
  /** Nanoseconds from the delivered request to the deciding event. */
  readonly wait: number | null;
  readonly bytesMissing: number | null;
  /** Nanoseconds from the request to the end of an answer that nobody was left to take; null where none came. */
  readonly lateAnswer: number | null;
}
