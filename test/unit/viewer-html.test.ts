import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { timelineKey } from '../../src/analysis.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Assets } from '../../viewer/file.ts';
import { renderHtml } from '../../viewer/html.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { figures, verdictSentence } from '../../viewer/page/verdict.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { RACE_CAPTURE, raceFinding, raceReport, raceTimeline } from '../support/race-fixture.ts';

const sha256Base64 = (text: string) => createHash('sha256').update(text).digest('base64');

const assets: Assets = {
  script: '/* the script */',
  loader: '/* unpacks it */',
  style: 'body{color:red}',
  sha256Base64,
  deflateBase64: (pieces) => deflateRawSync([...pieces].join(''), { level: 9 }).toString('base64'),
};

const model: ViewerModel = {
  report: raceReport,
  timelines: { [timelineKey(RACE_CAPTURE, 1)]: raceTimeline },
};

const healthy: Report = {
  ...raceReport,
  findings: [],
  incidents: [],
  summary: {
    ...raceReport.summary,
    failedRequests: 0,
    findings: {},
    undecided: { 'began-before-capture': 3 },
  },
};

/** The text between two marks. */
function part(html: string, begin: string, end: string): string {
  const from = html.indexOf(begin) + begin.length;
  return html.slice(from, html.indexOf(end, from));
}

describe('the file', () => {
  const html = renderHtml(model, assets);

  test('its policy allows its own script and style by hash and nothing else', () => {
    const policy = part(html, 'content="', '">');
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${sha256Base64(assets.loader)}' 'sha256-${sha256Base64(assets.script)}'; ` +
        `style-src 'sha256-${sha256Base64(part(html, '<style>', '</style>'))}'; img-src blob:; base-uri 'none'; form-action 'none'; ` +
        "require-trusted-types-for 'script'; trusted-types closecall",
    );
    expect(part(html, '<script>', '</script>')).toBe(assets.loader);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  test('it loads nothing and has no styles or handlers of its own in elements', () => {
    expect(html).not.toMatch(/ (?:style|src|srcset|on\w+)=/);
    expect(html).not.toMatch(/href="(?!#)/);
    expect(html).not.toMatch(/<(?:link|iframe|img|object|embed|base|form)\b/);
  });

  test('verdict, cure, picture and evidence are there before any script runs', () => {
    expect(part(html, '<h1>', '</h1>').replace(/<[^>]*>/g, '')).toBe(
      '1 of 120 requests failed; it was lost through a keep-alive race at 10.77.0.2:8080, and it did not run.',
    );
    expect(html).toContain('http.Server.IdleTimeout = 75s');
    expect(html).toContain('Upstream closes');
    expect(html).toContain('no byte of it had arrived');
    expect(html).toContain('tcp.stream eq 1');
    expect(html).toContain('safe to replay');
  });

  test('how connections went is listed where they went in several ways', () => {
    const shapes = Array.from({ length: 10 }, (_, index) => ({
      history: `S h A | Q r | ${'~ '.repeat(index)}f F`,
      connections: 1200 - index,
    }));
    const listed = renderHtml({ ...model, report: { ...raceReport, shapes } }, assets);
    expect(listed).toContain('<b>1,200</b><code>S h A | Q r | f F</code>');
    expect(listed).toContain('2 rarer shapes not shown');
    const [only] = shapes;
    const one = { ...raceReport, shapes: only === undefined ? [] : [only] };
    expect(renderHtml({ ...model, report: one }, assets)).not.toContain('class="shape"');
  });

  test('logs that were named beside the captures are told', () => {
    const log = { path: 'error.log', failures: 12, covered: 10, found: 9, missedLine: 7, cut: false };
    const told = renderHtml({ ...model, report: { ...raceReport, proxyLogs: [log] } }, assets);
    expect(told).toContain(
      'error.log: 12 lines tell failures, 10 while it was captured; findings here: 9, not so line 7',
    );
    expect(html).not.toContain('<dt>log</dt>');
  });

  test('a finding tells how many requests failed with its connection', () => {
    const findings = [{ ...raceFinding, requestsFailed: 3 }];
    const several = renderHtml({ ...model, report: { ...raceReport, findings } }, assets);
    expect(several).toContain('and 2 others');
    expect(several).toContain('3 requests on this connection');
    expect(html).not.toContain('on this connection</dd>');
  });

  test('ids are unique', () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('without its script the file of one finding takes less than 60 kB', () => {
    expect(html.length).toBeLessThan(60_000);
  });

  test('the same input gives the same bytes', () => {
    expect(renderHtml(model, assets)).toBe(html);
  });

  test('without deflate the data is plain JSON that cannot end its block', () => {
    const { deflateBase64: _, ...plain } = assets;
    const text = part(renderHtml(model, plain), 'data-encoding="json">', '</script>');
    expect(JSON.parse(text).report.findings).toHaveLength(1);
  });

  test.each(HOSTILE_TEXTS.map((text, index) => [index, text] as const))(
    'hostile text %i neither ends a block nor makes an element',
    (_, text) => {
      const hostile = replaceTexts(raceReport, text);
      const timelines = {
        [timelineKey(text, 1)]: { ...raceTimeline, client: { ...raceTimeline.client, address: text } },
      };
      const { deflateBase64: __, ...plain } = assets;
      const names = (document: string) =>
        [...document.matchAll(/<\/?([a-z!][\w-]*)/gi)].map(([, name]) => name);
      const allowed = new Set(names(renderHtml(model, plain)));
      const found = names(renderHtml({ report: hostile, timelines }, plain));
      expect(found.filter((name) => !allowed.has(name))).toEqual([]);
      expect(found.filter((name) => name === 'script')).toHaveLength(6);
    },
  );
});

/** The report with every free text replaced. */
function replaceTexts(report: Report, text: string): Report {
  const finding = {
    ...raceFinding,
    title: text,
    explanation: text,
    capture: text,
    kind: text,
    family: text,
    displayFilter: text,
    connection: { index: 1, client: text, server: text },
    request: raceFinding.request && {
      ...raceFinding.request,
      method: text,
      target: text,
      host: text,
      id: text,
    },
    evidence: raceFinding.evidence.map((each) => ({ ...each, text, role: text })),
    excluded: [{ kind: text, why: text }],
    cause: { name: text, confidence: 'likely' as const, because: [text] },
    remedy: [{ where: text, setting: text, value: text, text }],
    logs: [text],
  };
  return {
    ...report,
    captures: report.captures.map((capture) => ({
      ...capture,
      path: text,
      linkTypes: [text],
      issues: [{ code: text, message: text }],
    })),
    incidents: report.incidents.map((incident) => ({
      ...incident,
      title: text,
      family: text,
      what: text,
      endpoints: [text],
      remedy: finding.remedy,
    })),
    endpoints: report.endpoints.map((endpoint) => ({ ...endpoint, address: text, findings: { [text]: 1 } })),
    summary: { ...report.summary, harmless: { [text]: 1 }, undecided: { [text]: 1 } },
    findings: [finding],
    timers: report.timers.map((timer) => ({ ...timer, endpoint: text, product: text })),
  };
}

test('a report of nothing at all is a page', () => {
  const summary = {
    ...raceReport.summary,
    packets: 0,
    tcpPackets: 0,
    connections: 0,
    requests: 0,
    failedRequests: 0,
  };
  const nothing = { ...healthy, summary, captures: [], endpoints: [], timers: [] };
  const html = renderHtml({ report: nothing, timelines: {} }, assets);
  expect(part(html, '<h1>', '</h1>')).toBe('There is no TCP connection in here to judge.');
});

test('a capture without TCP says who did not answer for an address, and claims nothing about directions', () => {
  const message =
    '10.0.0.9 did not answer 6 requests for its link address: packets to it never left, connects end with "No route to host"';
  const summary = { ...raceReport.summary, tcpPackets: 0, connections: 0, requests: 0, failedRequests: 0 };
  const captures = raceReport.captures.map((capture) => ({
    ...capture,
    issues: [{ code: 'address-unresolved', message }],
  }));
  const report = { ...healthy, summary, captures, endpoints: [], timers: [] };
  const html = renderHtml({ report, timelines: {} }, assets);
  expect(verdictSentence(report)).toBe(message);
  expect(html).not.toContain('both directions');
  expect(html).not.toContain('class="notice"');
});

test('what bounds the page is told on its first screen', () => {
  const message = 'more than 5000 connections: 7000 are analysed but not listed';
  const captures = raceReport.captures.map((capture) => ({
    ...capture,
    issues: [
      { code: 'connections-not-listed', message },
      { code: 'no-time', message: 'a detail' },
    ],
  }));
  const html = renderHtml({ ...model, report: { ...raceReport, captures } }, assets);
  expect(part(html, '<ul class="notice">', '</ul>')).toBe(`<li>${message}</li>`);
});

test('roles that the packets do not tell are told as a guess, or as named by hand', () => {
  const shown = (roles: Record<string, number>) =>
    renderHtml({ ...model, report: { ...raceReport, summary: { ...raceReport.summary, roles } } }, assets);
  expect(shown({ syn: 3, port: 2 })).toContain('<dd>2 connections: guessed by port numbers: --upstream');
  expect(shown({ option: 1, port: 0 })).toContain(
    '<dd>1 connection: named by hand (--gateway, --upstream)</dd>',
  );
  expect(shown({ syn: 3 })).not.toContain('<dt>roles</dt>');
  const finding = {
    ...raceFinding,
    connection: { ...raceFinding.connection, roleEvidence: 'port' as const },
  };
  const html = renderHtml({ ...model, report: { ...raceReport, findings: [finding] } }, assets);
  expect(html).toContain('<dt>roles</dt><dd>guessed by port numbers: --upstream');
});

test('a gateway that failed none of its clients is not among the upstreams', () => {
  const shown = (role: 'gateway' | 'upstream', address: string) => {
    const endpoint = { address, role, requests: 1, connections: 1, findings: {} };
    const html = renderHtml({ ...model, report: { ...raceReport, endpoints: [endpoint] } }, assets);
    return html.includes('id="cc-upstreams"');
  };
  expect(shown('upstream', '10.0.0.1:80')).toBe(true);
  expect(shown('gateway', '10.0.0.1:80')).toBe(false);
  expect(shown('gateway', raceFinding.connection.server)).toBe(true);
});

test('words that mean something only as a whole are not broken at their hyphens', () => {
  const [first] = raceReport.findings;
  const finding = {
    ...(first ?? raceFinding),
    remedy: [{ ...raceFinding.remedy[0], text: 'log: 499 (C---) or 504' }],
  };
  const report = { ...raceReport, findings: [finding as typeof raceFinding] };
  expect(renderHtml({ ...model, report }, assets)).toContain('<span class="whole">(C---)</span>');
});

describe('nothing found', () => {
  const html = renderHtml({ report: healthy, timelines: {} }, assets);

  test('is an answer that says what was checked, what could not be judged and where else to look', () => {
    expect(part(html, '<h1>', '</h1>')).toBe('No failed request among 120 requests on 50 connections.');
    expect(html).toContain('120 requests on 50 connections');
    expect(html).toContain('both directions seen');
    expect(html).toContain('3 began before capture');
    expect(html).toContain('Where a 502 may come from instead');
  });

  test('has no picture and no empty lists', () => {
    expect(html).not.toContain('<svg');
    expect(html).not.toContain('0 findings');
  });
});

describe('the times of incidents', () => {
  const page = (lastTime: string, last: string) =>
    renderHtml(
      {
        ...model,
        report: {
          ...raceReport,
          captures: raceReport.captures.map((capture) => ({ ...capture, lastTime: last })),
          incidents: raceReport.incidents.map((incident) => ({ ...incident, lastTime })),
        },
      },
      assets,
    );
  const [first = ''] = raceReport.incidents.map(({ firstTime }) => firstTime.slice(11, 23));

  test.each([
    ['2026-11-21T17:16:50Z', '2026-11-21T17:16:55Z', `${first} to 17:16:50Z`],
    ['2026-11-21T17:16:50Z', '2026-11-22T17:16:55Z', `2026-11-21 ${first} to 17:16:50Z`],
    ['2026-11-22T17:16:50Z', '2026-11-22T17:16:55Z', `2026-11-21 ${first} to 2026-11-22 17:16:50`],
  ])('have a date where the captures are of several days: %s of %s', (lastTime, last, text) => {
    expect(page(lastTime, last)).toContain(`<span>${text}</span>`);
  });
});

describe('the verdict in a sentence', () => {
  const incident = raceReport.incidents[0];
  if (incident === undefined) throw new Error('the fixture has an incident');
  const sentence = (failed: number, requests: number, changes: Partial<typeof incident>) =>
    verdictSentence({
      ...raceReport,
      summary: { ...raceReport.summary, failedRequests: failed, requests },
      incidents: [{ ...incident, failedRequests: failed, ...changes }],
    });

  test('names the share of the worst incident', () => {
    expect(sentence(279, 3_418_207, { failedRequests: 212, executed: { no: 212 } })).toBe(
      '279 of 3,418,207 requests failed (0.008 %); three quarters of them through a keep-alive race at 10.77.0.2:8080, and none of those ran.',
    );
  });

  test('of more failures than can be listed, names those of the only incident', () => {
    expect(sentence(180_000, 400_000, { failedRequests: 2, executed: { no: 2 } })).toMatch(
      /failed \(45 %\); 2 of 180,000 through a keep-alive race /,
    );
  });

  test('says that requests may have run where that is not excluded', () => {
    expect(sentence(20, 30, { family: 'closed-without-answer', executed: { likely: 20 } })).toBe(
      '20 of 30 requests failed; all of them through connections closed without an answer at 10.77.0.2:8080, and those probably ran.',
    );
    expect(sentence(5, 30, { executed: { no: 2, possibly: 3 } })).toMatch(/3 of those may have run\.$/);
  });

  test('counts connections where no request could be sent', () => {
    expect(sentence(8, 0, { family: 'no-connection', endpoints: ['a:1', 'b:2'], executed: { no: 8 } })).toBe(
      '8 requests failed; all of them through connections that were not accepted at 2 upstreams, and none of those ran.',
    );
  });

  test('takes no share of a whole that a filter has narrowed', () => {
    expect(verdictSentence({ ...raceReport, unfiltered: 24 })).toMatch(/^1 request failed; it was lost /);
  });

  test('the four numbers add up', () => {
    const report = { ...raceReport, summary: { ...raceReport.summary, failedRequests: 279, masked: 87 } };
    expect(figures(report).map(({ value }) => value)).toEqual(['279', '192', '87', '0']);
  });
});
