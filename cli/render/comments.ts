/** What an extract says on its packets: the verdict on the one that decided, its evidence on the others. */
import { placeOf } from '../../src/extract/wanted.ts';
import { decidingPlace } from '../../src/report/deciding-place.ts';
import type { Redaction } from '../../src/report/names.ts';
import type { Finding } from '../../src/report/schema.ts';
import { onLeg } from '../../src/timeline/leg.ts';
import { counted, plain } from './text.ts';
import {
  ownerWord,
  ranReason,
  ranWord,
  remediesAreAlternatives,
  remedyText,
  replayAdvice,
} from './verdict.ts';

/** By `placeOf`; the findings are told as they may leave the program. */
export function packetComments(findings: readonly Finding[]): Map<string, string[]> {
  const comments = new Map<string, string[]>();
  const add = (capture: string, frame: number, text: string) => {
    const place = placeOf(capture, frame);
    comments.set(place, [...(comments.get(place) ?? []), text]);
  };
  for (const finding of findings) {
    const decided = decidingPlace(finding);
    if (decided !== null) add(decided.capture, decided.frame, verdictText(finding));
    for (const { frame, text, level, capture: own = finding.capture } of finding.evidence)
      add(own, frame, `closecall ${finding.id}, ${level}: ${plain(text, 400)}`);
    const { masked } = finding;
    if (masked !== null)
      add(
        masked.capture ?? finding.capture,
        masked.frame,
        `closecall ${finding.id}, ${masked.confidence}: the retry that hid it`,
      );
  }
  return comments;
}

/** As `show` tells it, without what Wireshark shows itself. */
function verdictText(finding: Finding): string {
  const { id, kind, confidence, title, explanation, executed, proof, owner, leg, cause, remedy, logs } =
    finding;
  const next = remediesAreAlternatives(finding.family) ? 'or' : 'do';
  return [
    `closecall ${id}: ${plain(title, 80).toUpperCase()} [${kind}], ${confidence}`,
    plain(explanation, 600),
    `ran? ${ranWord(executed)}: ${onLeg(ranReason(proof), leg)}. ${replayAdvice(executed)}.`,
    `who: ${ownerWord(owner)}`,
    ...(cause === null ? [] : [`cause: ${plain(cause.name, 200)} (${cause.confidence})`]),
    ...remedy.map((each, i) => `${i === 0 ? 'do' : next}: ${remedyText(each)}`),
    ...logs.slice(0, 2).map((log) => `log: ${plain(log, 300)}`),
  ].join('\n');
}

const OVERWRITTEN: Readonly<Record<Redaction, string>> = {
  none: 'Nothing is redacted: payload, queries and header fields are as they were captured.',
  standard:
    'Redacted: bodies, queries and header fields are overwritten with letters, but for what identifies requests and frames messages.',
  share: '',
};

/** What a section says of itself. */
export function sectionComment(files: readonly string[], level: Redaction, findings: number): string {
  const from = files.map((file) => plain(file, 200)).join(', ');
  return [
    `Packets of ${counted(findings, 'finding')} that closecall made in ${from}.`,
    'Verdicts and evidence are comments of packets: display filter frame.comment. Connections have the numbers of those captures there.',
    OVERWRITTEN[level],
  ].join('\n');
}
