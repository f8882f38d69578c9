import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { incidentLines } from '../../cli/render/incidents.ts';
import { nothingFoundLines } from '../../cli/render/nothing-found.ts';
import type { ScanTextOptions } from '../../cli/render/options.ts';
import { verdictLines, whyLines } from '../../cli/render/why.ts';
import { Zone } from '../../cli/render/zone.ts';
import { captureOf, findingOf, incidentOf, reportOf } from '../support/report-fixture.ts';

const options = (overrides: Partial<ScanTextOptions> = {}): ScanTextOptions => ({
  width: 100,
  zone: new Zone('UTC'),
  paint: pc.createColors(false),
  inputs: ['captures/'],
  carried: [],
  filter: null,
  seconds: 0.42,
  all: false,
  ...overrides,
});

const race = findingOf();
const hidden = findingOf({
  id: 'aa00000002',
  time: '2026-11-20T03:51:00.000000000Z',
  masked: { connection: 5, frame: 60, status: 200, confidence: 'likely' },
});
const note = findingOf({
  id: 'cc00000003',
  kind: 'upstream-error-response',
  family: 'not-a-teardown',
  title: 'Answered by the upstream',
  severity: 'note',
});

describe('scan with failures', () => {
  test('tells them in the order in which people ask', () => {
    const report = reportOf({
      findings: [race, hidden, note],
      incidents: [
        incidentOf([note], {
          id: 'e1aa',
          what: '503 answered by the upstream itself: capture one hop further in',
        }),
        incidentOf([race, hidden]),
      ],
      summary: { undecided: { 'began-before-capture': 61 }, open: 3 },
      captures: [
        captureOf(),
        captureOf({ path: 'gw-b.pcap', truncated: true, bothDirections: false, droppedPackets: 12 }),
      ],
    });
    expect(incidentLines(report, options())).toEqual([
      '2 files, 12.5 MB in 0.4 s                                         2026-11-20 02:00:00 - 03:59:58 UTC',
      '3,418 requests on 310 connections to 1 upstream                       4,200 of 4,210 packets are TCP',
      '',
      '2 requests failed (0.06 %): 1 with no successful retry (clients saw it), 1 hidden by a retry',
      '1 incident.                                   ran? = did the upstream execute it (may you replay it)',
      '',
      '7f3a  KEEP-ALIVE RACE        10.20.3.17:8080           03:12:04 - 03:51:00          2 failed, 1 seen',
      '      what  upstream closes idle connections at 7.00 s; the gateway reuses them in the same',
      '            millisecond',
      '      ran?  NO, 2 of 2 proven: the connection was closed at the other end before any byte of the',
      '            request arrived. Safe to replay, POST included',
      "      who   SETTINGS, nobody's code. upstream idle limit 7.00 s (likely: 12 idle closes at 6.998 to",
      '            7.004 s)',
      '      do    Tomcat: keepAliveTimeout="75000"   or   nginx upstream{}: keepalive_timeout 5s',
      '      log   nginx: upstream prematurely closed connection',
      '      see   closecall show captures/ 7f3a',
      '',
      'other         1 x Answered by the upstream, 10.20.3.17:8080: 503 answered by the upstream itself:',
      '              capture one hop further in',
      'harmless      143 idle closes, 1 health check, 3 still open at the end',
      "can't judge   61 connections: began before capture",
      'capture       one direction only in gw-b.pcap: verdicts that need the other are left out; the',
      '              capturing program lost 12 packets; gw-b.pcap ends inside a packet',
      'next          closecall report captures/ -o incident.html',
    ]);
  });

  test.each([
    ['2026-11-20', '10.20.3.17:8080           03:12:04 - 03:51:00          2 failed, 1 seen'],
    ['2026-11-22', '10.20.3.17:8080           11-20 03:12:04 - 03:51:00    2 failed, 1 seen'],
  ])('dates its times where the captures end on another day: %s', (day, line) => {
    const captures = [captureOf({ lastTime: `${day}T03:59:58.500000000Z` })];
    const lines = incidentLines(reportOf({ findings: [race, hidden], captures }), options());
    expect(lines.find((each) => each.startsWith('7f3a'))).toBe(`7f3a  KEEP-ALIVE RACE        ${line}`);
  });

  test('takes two lines where years leave no room for the counts', () => {
    const captures = [captureOf({ firstTime: '1970-01-01T00:00:00.000000000Z' })];
    const lines = incidentLines(reportOf({ findings: [race, hidden], captures }), options());
    const head = lines.findIndex((each) => each.startsWith('7f3a'));
    expect(lines.slice(head, head + 2).map((each) => each.replace(/ {2,}/g, ' '))).toEqual([
      '7f3a KEEP-ALIVE RACE 2 failed, 1 seen',
      ' 10.20.3.17:8080 2026-11-20 03:12:04 - 03:51:00',
    ]);
  });

  test('calls standard input by its name', () => {
    const captures = [captureOf({ path: '-', truncated: true })];
    const text = incidentLines(reportOf({ findings: [race], captures }), options()).join('\n');
    expect(text).toContain('standard input ends inside a packet');
  });

  test('says of mixed incidents the worst to replay first', () => {
    const read = findingOf({ id: 'dd', executed: 'likely', proof: 'process-read-it', confidence: 'likely' });
    const text = incidentLines(reportOf({ findings: [race, read] }), options()).join(' ');
    expect(text).toMatch(/ran\? {2}LIKELY YES, 1 of 2: .* NO for 1\.\s+Check before replaying/);
  });

  test.each([
    ['no', 'certain', 'NO, 1 of 1 proven: '],
    ['answered', 'certain', 'YES, ANSWERED, 1 of 1 proven: '],
    ['no', 'likely', 'NO, 1 of 1: '],
    ['likely', 'certain', 'LIKELY YES, 1 of 1: '],
    ['possibly', 'certain', 'POSSIBLY, 1 of 1: '],
    ['unknown', 'certain', 'UNKNOWN, 1 of 1: '],
  ] as const)('calls proven only what packets prove: %s, %s', (executed, confidence, text) => {
    const lines = incidentLines(reportOf({ findings: [findingOf({ executed, confidence })] }), options());
    expect(lines.find((line) => line.includes(' ran?  '))).toContain(`ran?  ${text}`);
  });

  test('under a filter says so, and gives no share of the whole', () => {
    const filter = { words: '--port 8080', findings: 24, failedRequests: 20 };
    const lines = incidentLines(reportOf({ findings: [race] }), options({ filter }));
    expect(lines[2]).toBe('filtered: --port 8080 (1 of 24 findings)');
    expect(lines).toContain(
      '1 request failed: 1 with no successful retry (clients saw it), 0 hidden by a retry',
    );
  });

  test('proposes commands on what was named, or on a word for it where that fills the screen', () => {
    const see = (inputs: string[]) =>
      incidentLines(reportOf({ findings: [race] }), options({ inputs }))
        .find((line) => line.includes(' see   '))
        ?.slice(12);
    expect(see(['a.pcap', "it's b.pcap"])).toBe("closecall show a.pcap 'it'\\''s b.pcap' 7f3a");
    expect(see(['captures/*.pcap'])).toBe("closecall show 'captures/*.pcap' 7f3a");
    expect(see(['-'])).toBe('closecall show FILE 7f3a');
    expect(see(['-x.pcap'])).toBe('closecall show ./-x.pcap 7f3a');
    expect(see(['x'.repeat(60)])).toBe(`closecall show ${'x'.repeat(60)} 7f3a`);
    expect(see(['a', 'b'].map((name) => name.repeat(100)))).toBe('closecall show FILES... 7f3a');
  });

  test('tells remarks of one title together, each address once, and counts the others', () => {
    const remark = (id: string, title: string, endpoint: string) =>
      incidentOf(
        [findingOf({ id, title, severity: 'note', connection: { ...note.connection, server: endpoint } })],
        {
          id,
          title,
          endpoints: [endpoint],
          what: `${endpoint} did it`,
        },
      );
    const incidents = [
      incidentOf([race]),
      ...['10.0.0.1:80', '10.0.0.2:80'].map((end, n) => remark(`a${n}`, 'Answered', end)),
      ...['B', 'C', 'D', 'E'].map((title) => remark(title, title, '10.0.0.3:80')),
    ];
    const findings = incidents.flatMap(({ id, title }) =>
      id === '7f3a' ? race : findingOf({ id, title, severity: 'note' }),
    );
    const told = (all: boolean) =>
      incidentLines(reportOf({ findings, incidents }), options({ all })).filter((line) =>
        /^other|and \d/.test(line),
      );
    expect(told(false)).toEqual([
      'other         2 x Answered, 10.0.0.1:80, 10.0.0.2:80; the first: 10.0.0.1:80 did it',
      'other         1 x B: 10.0.0.3:80 did it',
      'other         1 x C: 10.0.0.3:80 did it',
      '              and 2 more remarks: --all shows them',
    ]);
    expect(told(true)).toHaveLength(5);
  });

  test('shows seven incidents, those that clients saw first, and counts the others', () => {
    const findings = Array.from({ length: 9 }, (_, i) =>
      findingOf({ id: `f${i}`, ...(i === 8 ? {} : hiddenBy(i)) }),
    );
    const incidents = findings.map((finding, i) => incidentOf([finding], { id: `i${i}` }));
    const report = reportOf({ findings, incidents });
    const heads = (all: boolean) =>
      incidentLines(report, options({ all })).flatMap((line) => /^(i\d) /.exec(line)?.[1] ?? []);
    expect(heads(false)).toEqual(['i8', 'i0', 'i1', 'i2', 'i3', 'i4', 'i5']);
    expect(heads(true)).toHaveLength(9);
    expect(incidentLines(report, options()).join('\n')).toContain('2 more incidents: --all shows them');
  });

  test.each([100, 80, 60])('keeps to %i columns of printable ASCII', (width) => {
    const hostile = '/\u001b[31m\u202e/日本'.repeat(20);
    const finding = findingOf({
      request: { ...race.request!, target: hostile },
      explanation: hostile,
      excluded: [{ kind: 'late-reuse', why: hostile }],
    });
    const report = reportOf({
      findings: [finding],
      incidents: [incidentOf([finding], { what: `GET ${hostile}` })],
    });
    const lines = [
      ...incidentLines(report, options({ width })),
      ...nothingFoundLines(reportOf(), options({ width })),
      ...verdictLines(finding, options({ width })),
      ...whyLines(finding, options({ width })),
    ];
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
    const words = lines.filter((line) => !line.includes('\\u{') && !/^ *(see|next|open)/.test(line));
    expect(words.filter((line) => line.length > width)).toEqual([]);
  });

  test('breaks lines where it would without colours', () => {
    const report = reportOf({ findings: [race, hidden] });
    const coloured = incidentLines(report, options({ paint: pc.createColors(true) }));
    const stripped = coloured.map(stripVTControlCharacters);
    expect(coloured).not.toEqual(stripped);
    expect(stripped).toEqual(incidentLines(report, options()));
  });
});

function hiddenBy(connection: number) {
  return { masked: { connection, frame: 60, status: 200, confidence: 'likely' } as const };
}

describe('scan with nothing found', () => {
  const verdictOf = (summary: Parameters<typeof reportOf>[0]) =>
    nothingFoundLines(reportOf(summary), options())[3];

  test('says what was checked, what could not be judged, and where else a 502 comes from', () => {
    const text = nothingFoundLines(
      reportOf({ summary: { undecided: { 'one-direction-only': 4 } } }),
      options(),
    ).join('\n');
    expect(text).toContain('No request failed because a connection was closed under it.');
    expect(text).toContain('checked       3,418 requests for a whole response (3,400 came)');
    expect(text).toContain("can't judge   4 connections: one direction only");
    expect(text).toContain('another time: this capture covers 2026-11-20 02:00:00 - 03:59:58 UTC');
  });

  const left = findingOf({
    kind: 'client-abort',
    family: 'not-a-teardown',
    title: 'Client left',
    severity: 'note',
  });

  test('names the clients that left before what was checked, and looks for no other explanation', () => {
    const report = reportOf({ findings: [left], incidents: [incidentOf([left], { what: 'it left' })] });
    const lines = nothingFoundLines(report, options());
    expect(lines[3]).toBe('No request failed at the upstream.');
    expect(lines[5]).toMatch(/^other +1 x Client left, /);
    expect(lines[6]).toMatch(/^checked /);
    expect(lines.join()).not.toContain('If there was a 502');
  });

  test('counts the errors that clients were answered with, and says who made them', () => {
    const own = { ...note, id: 'cc00000004', manner: 'own-page' };
    const alone = { ...note, id: 'cc00000005', kind: 'gateway-answered-alone' };
    const report = reportOf({ findings: [note, own, alone], incidents: [incidentOf([note, own, alone])] });
    const text = nothingFoundLines(report, options()).join('\n');
    expect(text).toContain('but 3 of 3,418 requests were answered\nwith 502, 503 or 504.');
    expect(text).toContain('- 1 from the gateway: what failed lies behind it.');
    expect(text).toContain('- 1 from the gateway, without asking an upstream');
    expect(text).toContain('- 1 from the server itself');
    expect(text).not.toContain('If there was a 502');
  });

  test('names a short snap length among the places that a 502 may hide in', () => {
    const capture = captureOf({ issues: [{ code: 'payload-cut', message: 'cut' }] });
    const text = nothingFoundLines(reportOf({ captures: [capture] }), options()).join('\n');
    expect(text).toContain('- an answer that the snap length cut is not judged: capture with tcpdump -s 0');
  });

  test('is no all-clear where a filter left nothing', () => {
    const filter = { words: '--port 9999', findings: 24, failedRequests: 20 };
    const lines = nothingFoundLines(reportOf(), options({ filter }));
    expect(lines[2]).toBe('filtered: --port 9999 (0 of 24 findings)');
    expect(lines[4]).toBe(
      'No finding fits --port 9999. Without it there are 24 findings: 20 requests failed.',
    );
    expect(lines.join()).not.toMatch(/No request failed|If there was a 502/);
  });

  test('is told as ever where the filter hid nothing', () => {
    const filter = { words: '--port 9999', findings: 0, failedRequests: 0 };
    expect(nothingFoundLines(reportOf(), options({ filter })).join()).toContain('No request failed because');
  });

  test.each([
    [{ packets: 0, tcpPackets: 0, connections: 0, requests: 0 }, 'The capture holds no packets.'],
    [{ tcpPackets: 0, connections: 0, requests: 0 }, 'None of the 4,210 packets could be read as TCP.'],
    [
      { requests: 3, connections: 4, undecided: { 'one-direction': 4 } },
      'Nothing could be judged on 4 connections.',
    ],
    [{ requests: 0, connections: 8 }, 'No HTTP request was seen on 8 connections.'],
  ])('is not said to be health where little was seen: %o', (summary, verdict) => {
    expect(verdictOf({ summary })).toBe(verdict);
  });
});

describe('a verdict', () => {
  test('is the title, one sentence, and the two questions', () => {
    expect(verdictLines(race, options())).toEqual([
      'KEEP-ALIVE RACE  POST /api/orders  2026-11-20 03:12:04.227 UTC  certain  [fin-during-request]',
      'The upstream closed this idle connection while POST /api/orders was on its way to it.',
      'ran?    NO. The connection was closed at the other end before any byte of the request arrived. Safe',
      '        to replay, POST included',
      'effect  no successful retry seen: the client got an error',
      "who     SETTINGS, nobody's code",
    ]);
  });

  test('comes with frames, levels of evidence, cures, logs and the way to Wireshark', () => {
    expect(whyLines(race, options())).toEqual([
      'why     #62 FIN acknowledges 157, where the request starts                                proven',
      'not     late reuse (the request would acknowledge 187)',
      'cause   upstream idle limit 7.00 s (likely: 12 idle closes at 6.998 to 7.004 s)',
      'do      Tomcat: keepAliveTimeout="75000"',
      '  or    nginx upstream{}: keepalive_timeout 5s',
      'log     nginx: upstream prematurely closed connection',
      'id      finding aa00000001 on connection 3, request id req-7',
      "open    wireshark -r gw-a.pcap -Y 'tcp.stream eq 3'",
    ]);
  });

  test('names the retry that hid the failure', () => {
    expect(verdictLines(hidden, options()).join('\n')).toContain(
      'effect  a retry on connection 5 was answered 200 (frame 60, likely): the client saw nothing',
    );
  });
});
