/** A report in which every text that a capture or a user can choose is one given text. */
import type { Report } from '../../src/report/schema.ts';
import { captureOf, findingOf, incidentOf, reportOf } from './report-fixture.ts';

export function hostileReport(text: string): Report {
  const request = { ...findingOf().request!, method: text, target: text, host: text, id: text };
  const finding = findingOf({
    capture: text,
    explanation: text,
    connection: { index: 3, client: text, server: text },
    request,
    evidence: [{ frame: 62, role: 'fin', text, level: 'proven', capture: text }],
    excluded: [{ kind: text, why: text }],
    cause: { name: text, confidence: 'likely', because: [text] },
    remedy: [{ where: text, setting: text, value: text, text }],
    logs: [text],
    displayFilter: text,
    tupleFilter: text,
  });
  const capture = captureOf({ path: text, complete: false, issues: [{ code: 'odd', message: text }] });
  const report = reportOf({
    captures: [capture],
    incidents: [incidentOf([finding], { title: text, what: text })],
    findings: [finding],
  });
  return {
    ...report,
    endpoints: report.endpoints.map((endpoint) => ({ ...endpoint, address: text })),
    shapes: [{ history: text, connections: 1 }],
    timers: report.timers.map((timer) => ({ ...timer, endpoint: text, product: text })),
  };
}
