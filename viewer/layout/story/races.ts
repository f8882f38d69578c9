/** Stories of connections that died idle while a request was sent on them. */

import { FLAG } from '../../../src/timeline/schema.ts';
import { type Phrase, t } from '../../words/language.ts';
import { duration } from '../../words/numbers.ts';
import { NO_STORY, type Scene, type Story } from './scene.ts';

/** The close and the request crossed: the keep-alive race, a restart, or an idle connection ended by a reset. */
export function crossed(scene: Scene): Story {
  const { closeRow, requestRow, verdict } = scene;
  if (closeRow === null || requestRow === null || verdict.close === null) return NO_STORY;
  const closed = scene.left(closeRow);
  const met = scene.arrived(requestRow);
  const quiet = scene.quietBefore(verdict.close);
  const window = raceWindow(scene, closeRow);
  return {
    window,
    moments: [
      {
        lane: 1,
        time: closed,
        title: t('Upstream closes'),
        detail:
          quiet === null ? t('sends {0}', scene.closeName) : t('{0} after its last answer', duration(quiet)),
        level: scene.levelAt(1),
      },
      {
        lane: 1,
        time: met,
        title: t('Too late: {0} meets a closed socket', scene.method),
        detail: t('{0} acknowledges nothing of it', scene.frameOf(closeRow)),
        level: 'proven',
      },
    ],
    brackets: [
      {
        lane: 0,
        from: window.from,
        to: window.to,
        title: t('race window'),
        text: t(
          '{0}, one round trip: what leaves in here arrives too late, and the gateway cannot know',
          duration(window.to - window.from),
        ),
      },
    ],
  };
}

/** The gateway's host had the FIN and the request left all the same. */
export function lateReuse(scene: Scene): Story {
  const { closeRow, requestRow } = scene;
  if (closeRow === null || requestRow === null) return NO_STORY;
  const known = scene.arrived(closeRow);
  const sent = scene.left(requestRow);
  return {
    window: raceWindow(scene, closeRow),
    moments: [
      {
        lane: 1,
        time: scene.left(closeRow),
        title: t('Upstream closes'),
        detail: t('sends {0}', scene.closeName),
        level: scene.levelAt(1),
      },
      {
        lane: 0,
        time: sent,
        title: t('{0} sent on a closed connection', scene.method),
        detail: t('it acknowledges {0}', scene.frameOf(closeRow)),
        level: 'proven',
      },
    ],
    brackets: [
      {
        lane: 0,
        from: known,
        to: sent,
        title: t('{0} known for {1}', scene.closeName, duration(sent - known)),
        text: t('when {0} was sent, still from the pool', scene.frameOf(requestRow)),
      },
    ],
  };
}

/** The first word after the silence is a reset: nobody there knows the connection any more. */
export function resetAfterIdle(scene: Scene): Story {
  if (scene.verdict.crossing) return crossed(scene);
  const { closeRow, requestRow, verdict } = scene;
  if (closeRow === null || requestRow === null || verdict.close === null) return NO_STORY;
  const covers = verdict.close.ack !== null;
  return {
    window: null,
    silence: {
      until: scene.left(requestRow),
      text: (silence) => t('silence for {0}, then a reset', silence),
    },
    ...(isStranger(scene, closeRow) ? { stranger: closeRow } : {}),
    moments: [
      {
        lane: 0,
        time: scene.left(requestRow),
        title: t('{0} on an idle connection', scene.method),
        detail: t('no packet said that it was gone'),
        level: 'proven',
      },
      {
        lane: 1,
        time: scene.left(closeRow),
        title: t(endTitle(covers, isStranger(scene, closeRow))),
        detail: strangerDetail(scene, closeRow),
        level: covers ? scene.levelAt(1) : 'proven',
      },
    ],
    brackets: [],
  };
}

function endTitle(covers: boolean, stranger: boolean): Phrase {
  if (stranger) return 'Somebody on the path answers instead';
  return covers ? 'Closed with the request unread' : 'Nobody there knows the connection';
}

/** A reset that left with another time-to-live than the server's packets came from somewhere else on the path. */
function strangerDetail(scene: Scene, closeRow: number): string {
  const frame = scene.frameOf(closeRow);
  if (!isStranger(scene, closeRow)) return t('answers with {0} RST', frame);
  const own = scene.timeline.packets.ttl[closeRow] ?? 0;
  return t("{0} RST has TTL {1}, the upstream's is {2}", frame, own, scene.timeline.server.ttl?.[0] ?? 0);
}

function isStranger(scene: Scene, closeRow: number): boolean {
  const usual = scene.timeline.server.ttl;
  const own = scene.timeline.packets.ttl[closeRow] ?? 0;
  return usual !== null && (own < usual[0] || own > usual[1]);
}

/** In the middle of an exchange somebody on the path said in the upstream's name that it is over. */
export function foreignReset(scene: Scene): Story {
  const { requestRow } = scene;
  const { flags, frame, sender } = scene.timeline.packets;
  const named = new Set(scene.finding.evidence.map((evidence) => evidence.frame));
  const reset = flags.findIndex(
    (bits, row) => sender[row] === 1 && (bits & FLAG.RST) !== 0 && named.has(frame[row] ?? 0),
  );
  if (requestRow === null || reset < 0) return NO_STORY;
  return {
    window: null,
    stranger: reset,
    moments: [
      {
        lane: 0,
        time: scene.arrived(reset),
        title: t('A reset that the upstream did not send'),
        detail: isStranger(scene, reset)
          ? strangerDetail(scene, reset)
          : t('the upstream goes on after {0}', scene.frameOf(reset)),
        level: 'measured',
      },
    ],
    brackets: [],
  };
}

function raceWindow(scene: Scene, closeRow: number): { from: number; close: number; to: number } {
  const close = scene.left(closeRow);
  const { oneWay } = scene.clocks;
  return { from: close - oneWay, close, to: scene.arrived(closeRow) };
}
