/**
 * A keep-alive race as it was captured: a Go server with an idle timeout of 2 s behind nginx with a longer one, about
 * 60 ms apart (lab scenario `go_idle_race`, proxy_side.pcap, tcp.stream 1). Packets, numbers and times are the
 * capture's; what the analysis says about them was worked out by hand.
 */
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Exchange, Timeline } from '../../src/timeline/schema.ts';
import { ns, timelineFrom } from './timeline-rows.ts';

export const RACE_CAPTURE = 'proxy_side.pcap';

const CLIENT = '10.77.0.1:55012';
const SERVER = '10.77.0.2:8080';

const ONE_WAY = 0.03643;

const EXCHANGES: readonly Exchange[] = [
  {
    number: 1,
    request: {
      start: { frame: 34, time: ns(1.01951), seq: 1, ack: 1 },
      end: 146,
      endFrame: 34,
      endTime: ns(1.01951),
      method: 'GET',
      target: '/ok',
      host: 'backend',
      id: 'LAB-goidleracea-0002',
      hidden: false,
      retransmittedFrame: null,
    },
    lastByAgreement: false,
    response: {
      start: { frame: 53, time: ns(1.166981), seq: 1, ack: 146 },
      headEnd: 140,
      end: 143,
      endFrame: 53,
      endTime: ns(1.166981),
      status: 200,
      framing: 'content-length',
      hidden: false,
      bytesMissing: 0,
    },
  },
  {
    number: 2,
    request: {
      start: { frame: 66, time: ns(3.114422), seq: 146, ack: 143 },
      end: 363,
      endFrame: 66,
      endTime: ns(3.114422),
      method: 'POST',
      target: '/ok',
      host: 'backend',
      id: 'LAB-goidleracea-0010',
      hidden: false,
      retransmittedFrame: null,
    },
    lastByAgreement: false,
    response: null,
  },
];

export const raceTimeline: Timeline = timelineFrom({
  index: 1,
  client: CLIENT,
  server: SERVER,
  rows: [
    [10, 0.912357, 'C', 'SYN', 0, null, 0],
    [20, 1.016188, 'S', 'SYN-ACK', 0, 1, 0],
    [21, 1.016199, 'C', 'ACK', 1, 1, 0],
    [34, 1.01951, 'C', 'PSH', 1, 1, 145],
    [44, 1.150721, 'S', 'ACK', 1, 146, 0],
    [53, 1.166981, 'S', 'PSH', 1, 146, 142],
    [54, 1.166992, 'C', 'ACK', 146, 143, 0],
    [66, 3.114422, 'C', 'PSH', 146, 143, 217],
    [77, 3.170543, 'S', 'FIN', 143, 146, 0],
    [78, 3.170572, 'C', 'FIN', 363, 144, 0],
    [90, 3.189466, 'S', 'RST', 143, null, 0],
    [102, 3.230803, 'S', 'RST', 144, null, 0],
  ],
  exchanges: EXCHANGES,
  clientStates: [
    ['SYN-SENT', 10, 0.912357],
    ['ESTABLISHED', 20, 1.016188],
    ['CLOSE-WAIT', 77, 3.170543],
    ['LAST-ACK', 78, 3.170572],
    ['CLOSED', 90, 3.189466],
  ],
  serverStates: [
    ['LISTEN', 10, 0.9, 'a SYN was answered'],
    ['SYN-RECEIVED', 10, 0.912357 + ONE_WAY],
    ['ESTABLISHED', 21, 1.016199 + ONE_WAY],
    ['FIN-WAIT-1', 77, 3.170543 - ONE_WAY],
    ['CLOSED', 90, 3.189466 - ONE_WAY],
  ],
  distance: { server: ns(ONE_WAY), from: 'handshake' },
  closedBy: 'server',
  end: 'rst',
});

export const raceFinding: Finding = {
  id: '5d1f2c7a90e4',
  kind: 'fin-during-request',
  family: 'keep-alive-race',
  manner: null,
  severity: 'error',
  confidence: 'certain',
  owner: 'settings',
  title: 'Keep-alive race',
  explanation: 'The upstream closed this idle connection while the request was on its way to it.',
  time: '2026-11-21T17:16:45.383903000Z',
  capture: RACE_CAPTURE,
  connection: { index: 1, client: CLIENT, server: SERVER },
  request: {
    number: 2,
    method: 'POST',
    target: '/ok',
    host: 'backend',
    id: 'LAB-goidleracea-0010',
    frame: 66,
    time: '2026-11-21T17:16:45.327782000Z',
  },
  requestsFailed: 1,
  executed: 'no',
  proof: 'closed-before',
  proofFrame: 77,
  masked: null,
  evidence: [
    {
      frame: 77,
      role: 'fin',
      text: 'The FIN acknowledges 146 and the POST starts at 146: no byte of it had arrived.',
      level: 'proven',
    },
    {
      frame: 66,
      role: 'request',
      text: 'The POST acknowledges 143 and the FIN is at 143: the gateway had no FIN yet.',
      level: 'proven',
    },
    {
      frame: 90,
      role: 'rst',
      text: 'The RST is bare and its seq 143 is the ack of the POST: the socket was closed, the POST unread.',
      level: 'proven',
    },
    {
      frame: 77,
      role: 'fin',
      text: 'The FIN reached this host 56.121 ms after the POST had left.',
      level: 'measured',
    },
  ],
  excluded: [
    { kind: 'premature-close-before-headers', why: 'The FIN would acknowledge 363, the end of the POST.' },
    { kind: 'late-reuse', why: 'The POST would acknowledge 144: the FIN had not been received.' },
    { kind: 'restart-race', why: 'No burst: other idle connections of this upstream stay open.' },
  ],
  measures: { idleSeconds: 1.947441, rttSeconds: 0.07286, waitSeconds: null, bytesMissing: null },
  cause: {
    name: 'The upstream closes idle connections at 2.00 s; the gateway still reuses them then',
    confidence: 'likely',
    because: ['26 idle connections were closed by the upstream 2.000 to 2.004 s after their last byte'],
  },
  remedy: [
    {
      where: 'Go',
      setting: 'http.Server.IdleTimeout',
      value: '75s',
      text: "Raise the upstream's idle timeout above the gateway's: http.Server.IdleTimeout = 75s",
    },
    {
      where: 'nginx',
      setting: 'keepalive_timeout',
      value: '1s',
      text: "Or let the gateway give up first: keepalive_timeout 1s in nginx's upstream block",
    },
  ],
  logs: ['nginx: upstream prematurely closed connection while reading response header from upstream'],
  displayFilter: 'tcp.stream eq 1',
  tupleFilter: 'ip.addr==10.77.0.1 && tcp.port==55012 && ip.addr==10.77.0.2 && tcp.port==8080',
};

export const raceReport: Report = {
  schema: 'closecall-report/1',
  redaction: { level: 'standard', removed: ['payload'] },
  captures: [
    {
      path: RACE_CAPTURE,
      format: 'pcap',
      linkTypes: ['EN10MB'],
      packets: 746,
      bytes: 94_629,
      firstTime: '2026-11-21T17:16:42.213360000Z',
      lastTime: '2026-11-21T17:16:55.921004000Z',
      sha256: null,
      truncated: false,
      complete: true,
      bothDirections: true,
      duplicates: 0,
      droppedPackets: 0,
      issues: [],
    },
  ],
  summary: {
    packets: 746,
    tcpPackets: 738,
    connections: 50,
    requests: 120,
    responses: 96,
    failedRequests: 1,
    masked: 0,
    findings: { 'fin-during-request': 1 },
    harmless: { 'idle-close': 26 },
    undecided: {},
    open: 0,
  },
  endpoints: [
    {
      address: SERVER,
      role: 'upstream',
      requests: 120,
      connections: 50,
      findings: { 'fin-during-request': 1 },
    },
  ],
  incidents: [
    {
      id: '7f3a',
      family: 'keep-alive-race',
      title: 'Keep-alive race',
      endpoints: [SERVER],
      firstTime: raceFinding.time,
      lastTime: raceFinding.time,
      findings: [raceFinding.id],
      failedRequests: 1,
      masked: 0,
      executed: { no: 1 },
      owner: 'settings',
      what: 'The upstream closes idle connections at 2.00 s; the gateway reused one of them in the same moment.',
      cause: raceFinding.cause,
      remedy: raceFinding.remedy,
      logs: raceFinding.logs,
    },
  ],
  findings: [raceFinding],
  shapes: [],
  timers: [
    {
      endpoint: SERVER,
      side: 'upstream',
      timer: 'idle',
      seconds: 2,
      spreadSeconds: [2, 2.004],
      samples: 26,
      product: null,
      confidence: 'certain',
      exposure: { racesPerDay: 151_000, interval: [97_000, 224_000] },
    },
  ],
};
