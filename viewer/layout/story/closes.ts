/** Stories of requests that reached the upstream and got no whole answer. */
import type { ResponseFacts } from '../../../src/timeline/schema.ts';
import { t } from '../../words/language.ts';
import { byteCount, duration } from '../../words/numbers.ts';
import { type BracketSpec, type MomentSpec, NO_STORY, type Scene, type Story } from './scene.ts';

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
        title: t(verdict.closeIsReset ? 'Reset, not a byte of an answer' : 'Closed, not a byte of an answer'),
        detail: t('{0}, {1} after the request', scene.frameOf(closeRow), duration(closed - delivered)),
        level: 'proven',
      },
    ],
    brackets: [
      { lane: 1, from: delivered, to: closed, title: duration(closed - delivered), text: t('nothing sent') },
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
        title: t('{0} begins to arrive', scene.method),
        detail:
          taken === null ? t('nothing of it is acknowledged') : t('{0} of it acknowledged', byteCount(taken)),
        level: 'proven',
      },
      {
        lane: 1,
        time: scene.left(closeRow),
        title: t(verdict.closeIsReset ? 'Reset with the request unread' : 'Closed during the upload'),
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
    title: response.status === null ? t('The answer begins') : t('Answers {0}', response.status),
    detail: response.headEnd === null ? t('its head never ends') : framingText(response),
    level: 'proven',
  };
  const cut: MomentSpec = {
    lane: 1,
    time: scene.left(closeRow),
    title: t(verdict.closeIsReset ? "Reset before the answer's end" : "Closed before the answer's end"),
    detail:
      missing === null
        ? `${scene.frameOf(closeRow)} ${scene.closeName}`
        : t('{0} missing', byteCount(missing)),
    level: 'proven',
  };
  return { window: null, moments: [began, cut], brackets: [] };
}

function framingText(response: ResponseFacts): string {
  if (response.framing === 'content-length') return t('Content-Length says how long it should be');
  if (response.framing === 'chunked') return t('chunked: a last chunk should follow');
  return t('its end is not framed');
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
      title: response.status === null ? t('Answers') : t('Answers {0}', response.status),
      detail: t('while the {0} was still arriving', scene.method),
      level: 'proven',
    },
    {
      lane: 0,
      time: scene.arrived(closeRow),
      title: t('Reset on the heels of the answer'),
      detail: t('{0}: an answer not yet read is thrown away', scene.frameOf(closeRow)),
      level: 'measured',
    },
  ];
  return { window: null, moments, brackets: [] };
}

/** The gateway stopped waiting; its limit counts from the last byte that came. */
export function gatewayGaveUp(scene: Scene): Story {
  const { closeRow, requestEndRow } = scene;
  if (closeRow === null || requestEndRow === null) return NO_STORY;
  const sent = scene.left(requestEndRow);
  const to = scene.left(closeRow);
  const { waitSeconds } = scene.finding.measures;
  return {
    window: null,
    moments: [
      deliveredMoment(scene, scene.arrived(requestEndRow)),
      {
        lane: 0,
        time: to,
        title: t(scene.finding.kind === 'client-abort' ? 'Client leaves' : 'Gateway stops waiting'),
        detail: t(
          '{0} after the request, {1} {2}',
          duration(to - sent),
          scene.frameOf(closeRow),
          scene.closeName,
        ),
        level: 'measured',
      },
    ],
    brackets: waitSeconds === null ? [] : [silence(scene, Math.max(sent, to - waitSeconds * 1e9), to)],
  };
}

function silence({ finding }: Scene, from: number, to: number): BracketSpec {
  const title = t('no byte for {0}', duration(to - from));
  return {
    lane: 0,
    from,
    to,
    title,
    text: finding.kind === 'proxy-timeout' ? t('the time limit of the gateway') : '',
  };
}

function deliveredMoment(scene: Scene, time: number): MomentSpec {
  const row = scene.deliveredRow;
  return {
    lane: 1,
    time,
    title: t('Has the whole {0}', scene.method),
    detail: row === null ? t('no acknowledgement kept') : t('acknowledged by {0}', scene.frameOf(row)),
    level: row === null ? 'estimated' : 'proven',
    isDelivered: row !== null,
  };
}
