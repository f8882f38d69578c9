/**
 * The packets that a verdict turns on: the request that failed, the packet that ended the connection, and whether
 * the two crossed on the wire. Only numbers decide that, never times: each side's packet acknowledges nothing of the
 * other's, so neither had been received when the other left.
 */
import type { Finding } from '../../src/report/schema.ts';
import type { Exchange, PacketFact, Side, Timeline } from '../../src/timeline/schema.ts';

export interface Verdict {
  /** The exchange that failed; null where no request was sent. */
  readonly exchange: Exchange | null;
  /** The first FIN or reset of either side that ended the connection. */
  readonly close: PacketFact | null;
  readonly closedBy: Side | null;
  readonly closeIsReset: boolean;
  /** The close had not been received when the request left, nor the request when the close left. */
  readonly crossing: boolean;
  /** The closing side had received nothing of the request. */
  readonly closedBefore: boolean;
}

const NOTHING: Verdict = {
  exchange: null,
  close: null,
  closedBy: null,
  closeIsReset: false,
  crossing: false,
  closedBefore: false,
};

export function verdictOf(timeline: Timeline, finding: Finding | null): Verdict {
  if (finding === null) return NOTHING;
  const exchange = exchangeOf(timeline, finding);
  const closedBy = closer(timeline, finding);
  if (closedBy === null) return { ...NOTHING, exchange };
  const close = closeOf(timeline, closedBy);
  const start = exchange?.request?.start;
  const closeIsReset = close !== null && close !== timeline[closedBy].fin;
  if (close === null || closedBy === 'client' || start === undefined) {
    return { ...NOTHING, exchange, close, closedBy, closeIsReset };
  }
  const closedBefore = close.ack !== null && close.ack <= start.seq;
  return {
    exchange,
    close,
    closedBy,
    closeIsReset,
    closedBefore,
    crossing: closedBefore && start.ack <= close.seq,
  };
}

function exchangeOf(timeline: Timeline, finding: Finding): Exchange | null {
  if (finding.request === null) return null;
  const { frame, number } = finding.request;
  return (
    timeline.exchanges.find((exchange) => exchange.request?.start.frame === frame) ??
    timeline.exchanges.find((exchange) => exchange.number === number) ??
    null
  );
}

/** A finding may concern one side's close although the other side's came first on the wire. */
function closer(timeline: Timeline, finding: Finding): Side | null {
  const named = finding.evidence.map((evidence) => evidence.frame);
  for (const side of ['server', 'client'] as const) {
    const { fin, resets } = timeline[side];
    const own = [fin, ...resets].filter((fact) => fact !== null);
    if (timeline.closedBy === side || own.some((fact) => fact.frame === finding.proofFrame)) return side;
  }
  for (const side of ['server', 'client'] as const) {
    const { fin, resets } = timeline[side];
    if ([fin, ...resets].some((fact) => fact !== null && named.includes(fact.frame))) return side;
  }
  return null;
}

/** A side's FIN or first reset, whichever the capture shows first. */
function closeOf(timeline: Timeline, side: Side): PacketFact | null {
  const { fin, resets } = timeline[side];
  const reset = resets[0] ?? null;
  if (fin === null || reset === null) return fin ?? reset;
  return fin.time <= reset.time ? fin : reset;
}
