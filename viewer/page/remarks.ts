/** What a capture as a whole has to say, where a reader meets it: hosts that are gone, and what is missing from the page. */
import type { Capture, Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { told } from '../words/language.ts';

/** Those that change what a reader may conclude from the page; the others stand beside their capture. */
const FOREMOST = /^(address-unresolved|payload-cut|role-contradicted|too-many-\w+|connections-not-listed)$/;

export function remarks(report: Report): Markup | null {
  const lines = messages(report, FOREMOST);
  // Without a connection the first of them is the verdict.
  return lines.length <= (report.summary.tcpPackets === 0 ? 1 : 0)
    ? null
    : h(
        'ul',
        { class: 'notice' },
        lines.map((line) => h('li', {}, line)),
      );
}

/** Why there is no connection: nobody answered for an address. */
export function unresolved(report: Report): string | undefined {
  return messages(report, /^address-unresolved$/)[0];
}

/** The snap length cut payload away. */
export function isCut({ issues }: Capture): boolean {
  return issues.some(({ code }) => code === 'payload-cut');
}

function messages({ captures }: Report, codes: RegExp): string[] {
  return captures.flatMap(({ issues }) =>
    issues.filter(({ code }) => codes.test(code)).map(({ message }) => told(message)),
  );
}
