/**
 * A connection captured on both sides of a translator (a service's address and its pod's, SNAT) appears twice, with other
 * addresses. Its sequence numbers stay the same (RFC 3022 §4.1 changes addresses and ports only), so it failed once.
 */
import type { Case } from './case.ts';
import { groupSorted } from './sorted.ts';

/** A translator passes a packet on within this time. */
const PASSED_ON_NS = 1e9;

/** All but the first sighting of a failed connection become notes. */
export function markTranslated(cases: readonly Case[]): void {
  const groups = groupSorted(
    cases,
    ({ numbers }) => numbers,
    ({ index }) => index,
  );
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    for (const other of others) if (areOne(first, other)) asTranslated(other, first);
  }
}

function areOne(first: Case, other: Case): boolean {
  const sameClient = first.client === other.client;
  const sameServer = first.server === other.server;
  // Between the same two endpoints equal numbers are those of another connection.
  if (sameClient && sameServer) return false;
  if (Math.abs(first.verdict.time - other.verdict.time) > PASSED_ON_NS) return false;
  // Without an answer of the server only the client's number is left: then one end must be the same.
  return first.verdict.proof !== 'never-connected' || sameClient || sameServer;
}

function asTranslated(other: Case, first: Case): void {
  other.verdict = {
    ...other.verdict,
    severity: 'note',
    explanation: `${other.verdict.explanation} It is connection ${first.index} with translated addresses, and counted there.`,
  };
}
