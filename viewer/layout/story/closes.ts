/** Stories of requests that reached the upstream and got no whole answer. */
import type { ResponseFacts } from '../../../src/timeline/schema.ts';
import { byteCount, duration } from '../../words/numbers.ts';
import { type MomentSpec, NO_STORY, type Scene, type Story } from './scene.ts';

/** The upstream had the whole request and closed without a byte of an answer. */
export function closedWithoutAnswer(scene: Scene): Story {
  const { closeRow, requestEndRow, verdict } = scene;
  if (closeRow === null || requestEndRow === null) return NO_STORY;
  const delivered = scene.arrived(requestEndRow);
  const closed = scene.left(closeRow);
  return {
    window: null,
    moments: [
      deliveredMoment(scene, delivered),
      {
        lane: 1,
        time: closed,
        title: verdict.closeIsReset ? 'Reset, not a byte of an answer' : 'Closed, not a byte of an answer',
        detail: `${scene.frameOf(closeRow)}, ${duration(closed - delivered)} after the request`,
        level: 'proven',
      },
    ],
    brackets: [
      { lane: 1, from: delivered, to: closed, text: `nothing sent for ${duration(closed - delivered)}` },
    ],
  };
}

/** The upstream closed while the request was still arriving, or with bytes of it unread. */
export function closedUnread(scene: Scene): Story {
  const { closeRow, requestRow, verdict } = scene;
  if (closeRow === null || requestRow === null) return NO_STORY;
  const start = verdict.exchange?.request?.start.seq ?? 0;
  const taken = verdict.close?.ack == null ? null : Math.max(0, verdict.close.ack - start);
  return {
    window: null,
    moments: [
      {
        lane: 1,
        time: scene.arrived(requestRow),
        title: `${scene.method} begins to arrive`,
        detail: taken === null ? 'nothing of it is acknowledged' : `${byteCount(taken)} of it acknowledged`,
        level: 'proven',
      },
      {
        lane: 1,
        time: scene.left(closeRow),
        title: verdict.closeIsReset ? 'Reset with the request unread' : 'Closed during the upload',
        detail: `${scene.frameOf(closeRow)} ${scene.closeName}`,
        level: 'proven',
      },
    ],
    brackets: [],
  };
}

/** An answer began and did not end. */
export function responseCut(scene: Scene): Story {
  const { closeRow, verdict, finding } = scene;
  const response = verdict.exchange?.response ?? null;
  const responseRow = scene.rowOf(response?.start.frame);
  if (closeRow === null || response === null || responseRow === null) return NO_STORY;
  const missing = finding.measures.bytesMissing ?? response.bytesMissing;
  const began: MomentSpec = {
    lane: 1,
    time: scene.left(responseRow),
    title: response.status === null ? 'The answer begins' : `Answers ${response.status}`,
    detail: response.headEnd === null ? 'its head never ends' : framingText(response),
    level: 'proven',
  };
  const cut: MomentSpec = {
    lane: 1,
    time: scene.left(closeRow),
    title: `${verdict.closeIsReset ? 'Reset' : 'Closed'} before the answer's end`,
    detail:
      missing === null ? `${scene.frameOf(closeRow)} ${scene.closeName}` : `${byteCount(missing)} missing`,
    level: 'proven',
  };
  return { window: null, moments: [began, cut], brackets: [] };
}

function framingText(response: ResponseFacts): string {
  if (response.framing === 'content-length') return 'Content-Length says how long it should be';
  if (response.framing === 'chunked') return 'chunked: a last chunk should follow';
  return 'its end is not framed';
}

/** The answer came before the request had ended, and a reset after it may have thrown it away (RFC 9112 §9.6). */
export function answerLost(scene: Scene): Story {
  const { closeRow, verdict } = scene;
  const response = verdict.exchange?.response ?? null;
  const responseRow = scene.rowOf(response?.start.frame);
  if (closeRow === null || response === null || responseRow === null) return NO_STORY;
  const moments: MomentSpec[] = [
    {
      lane: 1,
      time: scene.left(responseRow),
      title: response.status === null ? 'Answers' : `Answers ${response.status}`,
      detail: `while the ${scene.method} was still arriving`,
      level: 'proven',
    },
    {
      lane: 0,
      time: scene.arrived(closeRow),
      title: 'Reset on the heels of the answer',
      detail: `${scene.frameOf(closeRow)}: an answer not yet read is thrown away`,
      level: 'measured',
    },
  ];
  return { window: null, moments, brackets: [] };
}

/** The gateway stopped waiting. */
export function gatewayGaveUp(scene: Scene): Story {
  const { closeRow, requestEndRow } = scene;
  if (closeRow === null || requestEndRow === null) return NO_STORY;
  const from = scene.left(requestEndRow);
  const to = scene.left(closeRow);
  return {
    window: null,
    moments: [
      deliveredMoment(scene, scene.arrived(requestEndRow)),
      {
        lane: 0,
        time: to,
        title: 'Gateway stops waiting',
        detail: `after ${duration(to - from)}, ${scene.frameOf(closeRow)} ${scene.closeName}`,
        level: 'measured',
      },
    ],
    brackets: [{ lane: 0, from, to, text: `waits ${duration(to - from)}` }],
  };
}

function deliveredMoment(scene: Scene, time: number): MomentSpec {
  const row = scene.deliveredRow;
  return {
    lane: 1,
    time,
    title: `Upstream has the whole ${scene.method}`,
    detail: row === null ? 'no acknowledgement kept' : `acknowledged by ${scene.frameOf(row)}`,
    level: row === null ? 'estimated' : 'proven',
  };
}
