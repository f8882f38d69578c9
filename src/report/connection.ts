/** A connection as the report prints it. */

import { formatTime } from '../time.ts';
import { historyOf } from '../timeline/history.ts';
import type { Timeline } from '../timeline/schema.ts';
import type { Connection } from './schema.ts';

export function toConnection(timeline: Timeline): Connection {
  const { client, server, clock } = timeline;
  return {
    index: timeline.index,
    client: client.address,
    server: server.address,
    roleEvidence: timeline.roleEvidence,
    firstFrame: timeline.firstFrame,
    lastFrame: timeline.lastFrame,
    firstTime: formatTime(clock, timeline.firstTime),
    lastTime: formatTime(clock, timeline.lastTime),
    packets: [client.packets, server.packets],
    payloadBytes: [client.payloadBytes, server.payloadBytes],
    requests: timeline.requests,
    responses: timeline.responses,
    history: historyOf(timeline),
    closedBy: timeline.closedBy,
    end: timeline.end,
    finFrames: [client.firstFinFrame, server.firstFinFrame],
    rstFrames: [[...client.resetFrames], [...server.resetFrames]],
    retransmissions: [client.retransmissions, server.retransmissions],
    outOfOrder: [client.outOfOrder, server.outOfOrder],
    gaps: [client.gaps, server.gaps],
  };
}
