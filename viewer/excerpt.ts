/** A part of a connection: its packets between two times. */
import type { Timeline } from '../src/timeline/schema.ts';

/** `from` and `to` are milliseconds after the connection's first packet; where nothing lies between them, all is shown. */
export function between(
  timeline: Timeline,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Timeline {
  const { packets, firstTime } = timeline;
  const rows = packets.time.flatMap((time, row) => {
    const at = (time - firstTime) / 1e6;
    return at >= from && at <= to ? [row] : [];
  });
  if (rows.length === packets.time.length || rows.length === 0) return timeline;
  const [first = 0] = rows;
  const pick = <T>(column: readonly T[]) => column.slice(first, first + rows.length);
  return {
    ...timeline,
    packets: {
      frame: pick(packets.frame),
      time: pick(packets.time),
      sender: pick(packets.sender),
      flags: pick(packets.flags),
      seq: pick(packets.seq),
      ack: pick(packets.ack),
      length: pick(packets.length),
      window: pick(packets.window),
      ttl: pick(packets.ttl),
      note: pick(packets.note),
    },
    ...(timeline.second && { second: { ...timeline.second, time: pick(timeline.second.time) } }),
    omitted: timeline.omitted
      .map(({ afterRow, packets: count }) => ({ afterRow: afterRow - first, packets: count }))
      .filter(({ afterRow }) => afterRow >= 0 && afterRow < rows.length),
  };
}
