/** What a whole capture has to say besides its findings: hosts that are gone, bounds that were reached. */
import type { ContradictedRole } from './flow/role-check.ts';
import type { Unresolved } from './flow/unresolved.ts';
import type { Issue } from './report/schema.ts';

/** A list that was cut, or not. */
interface Bounded {
  readonly most: number;
  readonly leftOut: number;
}

/** Of the issue that tells of a role that somebody named and packets contradict. */
export const ROLE_CONTRADICTED = 'role-contradicted';

interface Remarkable {
  /** Connections that were let go before their end. */
  readonly letGo: number;
  readonly unresolved: readonly Unresolved[];
  readonly contradicted: readonly ContradictedRole[];
  readonly incompleteDatagrams: number;
  readonly connections: Bounded;
  readonly findings: Bounded;
}

export function remarksOn(capture: Remarkable): Issue[] {
  const { letGo, unresolved, contradicted, incompleteDatagrams, connections, findings } = capture;
  const issues: Issue[] = [];
  if (letGo > 0) {
    const message = `too many connections open at once: ${grouped(letGo)} were let go before their end, unanswered ones first`;
    issues.push({ code: 'too-many-connections', message });
  }
  for (const { address, asked } of unresolved) {
    const message = `${address} did not answer ${asked} requests for its link address: packets to it never left, connects end with "No route to host"`;
    issues.push({ code: 'address-unresolved', message });
  }
  for (const { name, connections: others } of contradicted) {
    const message = `${name} has the other role than it was named for wherever packets tell (connections: ${grouped(others)}): verdicts that rest on that name may be the wrong way round`;
    issues.push({ code: ROLE_CONTRADICTED, message });
  }
  if (incompleteDatagrams > 0) {
    const message = `${grouped(incompleteDatagrams)} fragmented datagrams are in the capture only in part: what they carried is missing`;
    issues.push({ code: 'incomplete-datagrams', message });
  }
  if (connections.leftOut > 0) {
    const message = `more than ${grouped(connections.most)} connections: ${grouped(connections.leftOut)} are analysed but not listed`;
    issues.push({ code: 'connections-not-listed', message });
  }
  if (findings.leftOut > 0) {
    const message = `more than ${grouped(findings.most)} findings: ${grouped(findings.leftOut)} are counted but not listed`;
    issues.push({ code: 'too-many-findings', message });
  }
  return issues;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
