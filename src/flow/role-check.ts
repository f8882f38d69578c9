/** Whether the roles that somebody named fit what handshakes and HTTP show: a slip of the hand swaps them. */
import { addressMatch, type EndMatch } from './address-match.ts';
import type { NamedRoles } from './roles.ts';

/** A name that only ever had the other role. */
export interface ContradictedRole {
  /** As it was named. */
  readonly name: string;
  /** Connections that show it. */
  readonly connections: number;
}

interface Counted {
  readonly role: keyof NamedRoles;
  readonly name: string;
  readonly matches: EndMatch;
  /** Connections on which it is the client, and the server. */
  readonly ends: [client: number, server: number];
}

export class RoleCheck {
  private readonly counted: readonly Counted[];

  constructor({ gateway = [], upstream = [] }: NamedRoles) {
    const named = (role: keyof NamedRoles, names: readonly string[]) =>
      names.map(
        (name): Counted => ({ role, name, matches: addressMatch(name) ?? (() => false), ends: [0, 0] }),
      );
    this.counted = [...named('gateway', gateway), ...named('upstream', upstream)];
  }

  /** Takes a connection whose client and server the packets themselves tell. */
  take(client: string, server: string): void {
    for (const { matches, ends } of this.counted) {
      if (matches(client)) ends[0]++;
      if (matches(server)) ends[1]++;
    }
  }

  /** A gateway that only answers, an upstream that only asks. One that does both is either to somebody. */
  contradicted(): ContradictedRole[] {
    return this.counted.flatMap(({ role, name, ends: [asClient, asServer] }) => {
      const [fitting, other] = role === 'gateway' ? [asClient, asServer] : [asServer, asClient];
      return fitting === 0 && other > 0 ? [{ name, connections: other }] : [];
    });
  }
}
