/** A connection on which nothing was found: its ladder, and what can be said of its end. */
import type { Timeline } from '../../src/timeline/schema.ts';
import { ladderLines } from './ladder.ts';
import type { TextOptions } from './options.ts';
import { counted, wrap } from './text.ts';
import { rolesText } from './why.ts';

export function connectionLines(timeline: Timeline, options: TextOptions): string[] {
  const { index, client, server, requests, responses, roleEvidence } = timeline;
  const roles = rolesText(roleEvidence);
  const title = options.paint.bold(`CONNECTION ${index}  ${client.address} -> ${server.address}`);
  return [
    `${title}  no finding on it`,
    `${counted(requests, 'request')}, ${counted(responses, 'response')}; ${endText(timeline)}`,
    ...(roles === '' ? [] : wrap(`roles ${roles}`, options.width)),
    '',
    ...ladderLines(timeline, null, options),
  ];
}

function endText({ closedBy, end }: Timeline): string {
  const who = closedBy === 'client' ? 'the gateway' : 'the upstream';
  switch (end) {
    case 'open':
      return 'still open at the end of the capture';
    case 'timeout':
      return 'it got no answer';
    case 'rst':
      return `${who} ended it, with a reset`;
    case 'fin':
      return `${who} closed first, and both sides closed in order`;
  }
}
