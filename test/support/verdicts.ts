import type { Finding, Report } from '../../src/report/schema.ts';

/** What a finding accuses whom of, without anything that differs between capture points. */
export interface Verdict {
  readonly kind: string;
  readonly executed: string;
  readonly client: string;
  readonly server: string;
  /** Method and path; null where no request was sent. */
  readonly request: string | null;
}

/** The accusations (severity error or warning) of a report, one line each, sorted: equal lists read as a diff. */
export function verdicts(report: Report): string[] {
  return report.findings
    .filter((finding) => finding.severity !== 'note')
    .map(verdictOf)
    .map(verdictLine)
    .sort();
}

export function verdictLine({ kind, executed, client, server, request }: Verdict): string {
  return `${client} > ${server}  ${kind}  executed: ${executed}  ${request ?? 'no request'}`;
}

function verdictOf({ kind, executed, connection, request }: Finding): Verdict {
  const path = request?.target?.split('?')[0] ?? '';
  return {
    kind,
    executed,
    client: connection.client,
    server: connection.server,
    request: request === null ? null : `${request.method ?? '?'} ${path}`,
  };
}
