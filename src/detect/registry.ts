/** Every rule, in the order in which they are asked: the first that recognises what happened gives the verdict. */
import { acceptQueueOverflow } from './accept-queue-overflow/rule.ts';
import { clientAbort } from './client-abort/about.ts';
import { closedDuringUpload } from './closed-during-upload/rule.ts';
import { connectRefused } from './connect-refused/rule.ts';
import { connectTimeout } from './connect-timeout/rule.ts';
import { connectUnreachable } from './connect-unreachable/rule.ts';
import { finDuringRequest } from './fin-during-request/rule.ts';
import type { KindDescription, Verdict } from './finding.ts';
import { suspect } from './flags-only.ts';
import { foreignReset } from './foreign-reset/rule.ts';
import { gatewayAnsweredAlone } from './gateway-answered-alone/about.ts';
import { goawayRace } from './goaway-race/rule.ts';
import { lateReuse } from './late-reuse/rule.ts';
import { partialResponseHeaders } from './partial-response-headers/rule.ts';
import { prematureClose } from './premature-close-before-headers/rule.ts';
import { proxyGaveUp } from './proxy-gave-up/rule.ts';
import { proxyTimeout } from './proxy-timeout/about.ts';
import { requestUnanswered } from './request-unanswered/rule.ts';
import { resetOnAccept } from './reset-on-accept/rule.ts';
import { resetWithUnreadRequest } from './reset-with-unread-request/rule.ts';
import { responseLostToReset } from './response-lost-to-reset/rule.ts';
import { restartRace } from './restart-race/about.ts';
import { rstAfterIdle } from './rst-after-idle/rule.ts';
import type { Rule } from './rule.ts';
import type { Situation } from './situation.ts';
import { slowConnect } from './slow-connect/rule.ts';
import { streamAborted } from './stream-aborted/rule.ts';
import { truncatedResponse } from './truncated-response/rule.ts';
import { tunnelDropped } from './tunnel-dropped/rule.ts';
import { unsolicitedResponse } from './unsolicited-response/rule.ts';
import { upstreamErrorResponse } from './upstream-error-response/about.ts';

const rules: readonly Rule[] = [
  connectRefused,
  connectUnreachable,
  connectTimeout,
  resetOnAccept,
  goawayRace,
  streamAborted,
  finDuringRequest,
  lateReuse,
  closedDuringUpload,
  rstAfterIdle,
  foreignReset,
  responseLostToReset,
  resetWithUnreadRequest,
  prematureClose,
  partialResponseHeaders,
  truncatedResponse,
  tunnelDropped,
  acceptQueueOverflow,
  requestUnanswered,
  unsolicitedResponse,
  proxyGaveUp,
  slowConnect,
];

/** What `closecall explain` and the report show. */
export const kinds: readonly KindDescription[] = [
  ...rules.map((rule) => rule.about),
  restartRace,
  proxyTimeout,
  clientAbort,
  upstreamErrorResponse,
  gatewayAnsweredAlone,
];

/** The verdict on a connection's end; null where no rule finds fault. */
export function judge(situation: Situation): Verdict | null {
  // Acknowledgements of one side tell that something was sent, not that it was a request, nor which answer belongs to it.
  if (situation.client.packets === 0 && situation.server.payloadBytes > 0) return null;
  for (const rule of rules) {
    const verdict = rule.judge(situation);
    if (verdict !== null) return verdict;
  }
  return suspect(situation);
}

/** The description of a kind of finding. */
export function kindOf(kind: string): KindDescription | undefined {
  return kinds.find((about) => about.kind === kind);
}
