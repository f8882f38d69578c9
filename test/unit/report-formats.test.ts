/** CSV, JUnit, SARIF and Markdown against the rules of those formats, with ordinary and with hostile texts. */
import { describe, expect, test } from '@jest/globals';
import { csvPieces } from '../../src/report/csv.ts';
import { jsonPieces } from '../../src/report/json.ts';
import { junitPieces } from '../../src/report/junit.ts';
import { markdownPieces } from '../../src/report/markdown.ts';
import { ndjsonPieces } from '../../src/report/ndjson.ts';
import { sarifPieces } from '../../src/report/sarif.ts';
import type { Report } from '../../src/report/schema.ts';
import { visible } from '../../src/report/visible.ts';
import { hostileReport } from '../support/hostile-report.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { captureOf, findingOf, incidentOf, reportOf } from '../support/report-fixture.ts';

const masked = findingOf({
  id: 'bb00000002',
  severity: 'warning',
  masked: { connection: 5, frame: 60, status: 200, confidence: 'likely' },
});
const ordinary = reportOf({ findings: [findingOf(), masked] });
const named = HOSTILE_TEXTS.map((text) => [visible(text, 30), text] as const);

/** Rows of cells, by the grammar of RFC 4180 §2. Throws where a line is not of it. */
function parseCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex;
    const [, quoted, bare, end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${from}: ${text.slice(from, from + 40)}`);
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const csvOf = (report: Report) => parseCsv([...csvPieces(report)].join(''));
const record = ([names, cells]: string[][]) => Object.fromEntries(names!.map((name, i) => [name, cells![i]]));

describe('CSV', () => {
  test('has a header and a line per finding, numbers bare and unknown cells empty', () => {
    const rows = csvOf(ordinary);
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(record(rows)).toMatchObject({
      id: 'aa00000001',
      executed: 'no',
      server: '10.20.3.17:8080',
      target: '/api/orders',
      idle_seconds: '7.002',
      wait_seconds: '',
      masked_status: '',
    });
  });

  test('names the incident of a finding, the leg, and what told the roles', () => {
    const connection = { ...findingOf().connection, roleEvidence: 'syn' as const };
    const finding = findingOf({ leg: 'client', connection, logged: [{ path: 'error.log', line: 7 }] });
    const rows = csvOf(reportOf({ findings: [finding], incidents: [incidentOf([finding])] }));
    expect(record(rows)).toMatchObject({
      incident: incidentOf([finding]).id,
      leg: 'client',
      role_evidence: 'syn',
      logged: 'error.log:7',
    });
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1', '\uff20x'])(
    'a spreadsheet does not calculate %j',
    (text) => {
      const cells = csvOf(hostileReport(text))[1]!;
      expect(cells.filter((cell) => /^[\s]*[=+@＝＋－＠-]/.test(cell))).toEqual([]);
    },
  );

  test.each(named)('%s stays in its cell', (_, text) => {
    const rows = csvOf(hostileReport(text));
    expect(rows).toHaveLength(2);
    const { host } = record(rows);
    expect([visible(text, 1000), `'${visible(text, 1000)}`]).toContain(host);
  });
});

describe('SARIF', () => {
  const run = (report: Report) => JSON.parse([...sarifPieces(report, '1.2.3')].join('')).runs[0];

  test('is version 2.1.0 with one run of this program', () => {
    const log = JSON.parse([...sarifPieces(ordinary, '1.2.3')].join(''));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    expect(log.runs[0].tool.driver).toMatchObject({ name: 'closecall', semanticVersion: '1.2.3' });
    expect(log.runs[0].invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  test('every result points at its rule and at its artifact', () => {
    const { tool, results, artifacts } = run(ordinary);
    expect(results).toHaveLength(2);
    for (const { ruleId, ruleIndex, level, locations, message, partialFingerprints } of results) {
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      const { uri, index } = locations[0].physicalLocation.artifactLocation;
      expect(artifacts[index].location.uri).toBe(uri);
      expect(message.text).not.toBe('');
      expect(partialFingerprints['closecallFinding/v1']).toMatch(/^[0-9a-f]{10}$/);
    }
    expect(results.map(({ level }: { level: string }) => level)).toEqual(['error', 'warning']);
  });

  test('what the format has no place for stands in its properties, as the report names it', () => {
    const [first] = run(ordinary).results;
    const { request, measures, cause, requestsFailed } = findingOf();
    expect(first.properties).toMatchObject({ request, measures, cause, requestsFailed });
  });

  test('a damaged capture is an invocation that did not succeed, with its reasons', () => {
    const issues = [{ code: 'cut-short', message: 'ends inside a packet' }];
    const { invocations } = run(reportOf({ captures: [captureOf({ complete: false, issues })] }));
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0]).toMatchObject({
      descriptor: { id: 'cut-short' },
      level: 'error',
    });
  });

  test.each([
    ['C:\\captures\\gw a.pcap', 'C%3A/captures/gw%20a.pcap'],
    ['/var/cap/gw.pcap', 'file:///var/cap/gw.pcap'],
    ['javascript:alert(1)', 'javascript%3Aalert(1)'],
    ['//evil.example/x', 'file:///evil.example/x'],
    ['lone\ud800', 'lone%EF%BF%BD'],
  ])('the path %j is the URI reference %s', (path, uri) => {
    expect(run(reportOf({ captures: [captureOf({ path })] })).artifacts[0].location.uri).toBe(uri);
  });

  test.each(named)('%s is no placeholder, no link and no second message', (_, text) => {
    const { text: message } = run(hostileReport(text)).results[0].message;
    const literal = message.replace(/\{\{|\}\}|\\[[\]\\]/g, (pair: string) =>
      pair[0] === '\\' ? pair[1] : pair[0],
    );
    expect(literal).toBe(visible(text, 1000));
    expect(message.replace(/\{\{|\}\}|\\[[\]\\]/g, '')).not.toMatch(/[{}[\]]/);
  });
});

describe('JUnit', () => {
  const xml = (report: Report) => [...junitPieces(report)].join('');

  test('an incident that clients saw fails, with its cure and its findings', () => {
    const text = xml(ordinary);
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="closecall" tests="2" failures="1" errors="0">/,
    );
    expect(text).toContain('<failure type="keep-alive-race" message="upstream closes idle connections');
    expect(text).toContain('executed: no: 2\nwho: settings');
    expect(text).toContain('do: Tomcat: keepAliveTimeout="75000"');
    expect(text).toContain(
      'aa00000001 fin-during-request POST /api/orders, certain, executed: no, gw-a.pcap frame 62',
    );
  });

  test('an incident that only retries noticed passes, and tells', () => {
    const text = xml(reportOf({ findings: [masked], incidents: [incidentOf([masked])] }));
    expect(text).toContain('failures="0"');
    expect(text).toContain('<system-out>');
  });

  test('an upstream without incidents is a case that passed, a damaged capture is an error', () => {
    const text = xml(
      reportOf({ captures: [captureOf({ complete: false, issues: [{ code: 'cut', message: 'why' }] })] }),
    );
    expect(text).toContain('<testcase name="no failed request" classname="10.20.3.17:8080" time="0"/>');
    expect(text).toContain('<error type="cut" message="why">');
  });
});

describe('Markdown', () => {
  test('tells the incidents as a table and each with its requests', () => {
    const text = [...markdownPieces(ordinary)].join('');
    expect(text).toMatch(/^## closecall: 2 requests failed, 1 of them hidden by a retry\n/);
    expect(text).toContain('| 7f3a | Keep-alive race | 10.20.3.17:8080 | 2 | 1 | no: 2 | settings |');
    expect(text).toContain('| POST /api/orders | no | gw-a.pcap 62 | aa00000001 |');
  });
});

test('Markdown under a filter says of how many findings it tells', () => {
  const text = [...markdownPieces({ ...ordinary, unfiltered: 24 })].join('');
  expect(text).toContain('Filtered: 2 of 24 findings.');
});

describe('NDJSON', () => {
  test('has a record for each part of the report, and what is told of the whole in the summary', () => {
    const report = { ...hostileReport('x'), unfiltered: 9 };
    const lines = [...ndjsonPieces(report)].map((line) => JSON.parse(line));
    for (const type of ['capture', 'finding', 'incident', 'timer'] as const) {
      const records = lines.filter((line) => line.type === type);
      expect(records).toEqual(report[`${type}s`].map((record) => expect.objectContaining(record)));
    }
    const { endpoints, redaction, summary } = report;
    expect(lines.at(-1)).toMatchObject({ type: 'summary', ...summary, endpoints, redaction, unfiltered: 9 });
  });
});

describe('JSON', () => {
  test.each(named)('%s comes back as it was, and nothing of it acts on a terminal', (_, text) => {
    const report = hostileReport(text);
    const json = [...jsonPieces(report)].join('');
    expect(JSON.parse(json)).toEqual(report);
    const lines = [...ndjsonPieces(report)].join('').trimEnd().split('\n');
    const finding = lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'finding');
    expect(finding.request.target).toBe(text);
    for (const output of [json, lines.join('\n')]) expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
