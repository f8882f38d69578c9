/** One real finding of every kind that real captures show, with the packets it is drawn from. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timelineKey } from '../../src/analysis.ts';
import { analyze } from '../../src/node/index.ts';
import type { Drawable } from '../../viewer/model.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Exhibit {
  readonly name: string;
  /** Under samples/, or under captures/ of the corpus. */
  readonly capture: string;
  readonly kind: string;
  /** Where a kind looks different in several manners. */
  readonly manner?: string;
}

export const FROM_SAMPLES: readonly Exhibit[] = [
  { name: 'connect-refused', capture: 'connect-refused/capture.pcap', kind: 'connect-refused' },
  { name: 'connect-timeout', capture: 'connect-timeout/capture.pcapng', kind: 'connect-timeout' },
  {
    name: 'crash',
    capture: 'crash-with-unread-request/capture.pcapng.gz',
    kind: 'reset-with-unread-request',
  },
  { name: 'panic', capture: 'go-panic/capture.pcapng', kind: 'premature-close-before-headers' },
  { name: 'race', capture: 'go-idle-timeout-below-nginx/capture.pcap', kind: 'fin-during-request' },
  {
    name: 'race-on-mirror',
    capture: 'tomcat-connection-timeout-7s/capture.pcap.gz',
    kind: 'fin-during-request',
  },
  { name: 'reset-after-idle', capture: 'middlebox-reset/capture.pcap.gz', kind: 'rst-after-idle' },
  { name: 'truncated', capture: 'go-write-timeout-inside-body/capture.pcap', kind: 'truncated-response' },
  {
    name: 'write-timeout',
    capture: 'go-write-timeout-before-headers/capture.pcap',
    kind: 'premature-close-before-headers',
  },
];

export const FROM_CORPUS: readonly Exhibit[] = [
  { name: 'client-abort', capture: 'lab/client_abort_a/proxy_any_sll2.pcap', kind: 'client-abort' },
  {
    name: 'client-left',
    capture: 'lab/client_abort_a/proxy_side.pcap',
    kind: 'proxy-gave-up',
    manner: 'mid-body',
  },
  {
    name: 'connect-unreachable',
    capture: 'lab/icmp_unreachable_a/proxy_side.pcap',
    kind: 'connect-unreachable',
  },
  { name: 'goaway', capture: 'lab/h2c_goaway_a/proxy_side.pcap', kind: 'goaway-race' },
  { name: 'headers-cut', capture: 'lab/linger0_a/proxy_side.pcap', kind: 'partial-response-headers' },
  {
    name: 'late-reuse',
    capture: 'public/idaholab+Malcolm-Test-Artifacts/pcap/protocols/NTP.pcap',
    kind: 'late-reuse',
  },
  { name: 'proxy-timeout', capture: 'lab/proxy_read_timeout_a/proxy_side.pcap', kind: 'proxy-timeout' },
  { name: 'race-at-upstream', capture: 'lab/go_idle_race_a/upstream_side.pcap', kind: 'fin-during-request' },
  {
    name: 'request-unanswered',
    capture: 'lab/middlebox_idle_drop_a/proxy_side.pcap',
    kind: 'request-unanswered',
  },
  {
    name: 'reset-on-accept',
    capture: 'public/ntop+nDPI/tests/cfgs/default/pcap/gnutella.pcap',
    kind: 'reset-on-accept',
  },
  { name: 'reset-race', capture: 'lab/idle_rst_race_a/proxy_side.pcap', kind: 'rst-after-idle' },
  {
    name: 'response-lost',
    capture: 'lab/early_response_lost_a/proxy_side.pcap',
    kind: 'response-lost-to-reset',
  },
  { name: 'restart', capture: 'lab/go_restart_a/proxy_side.pcap', kind: 'restart-race' },
  { name: 'slow-connect', capture: 'lab/lossy_mix_a/proxy_side.pcap', kind: 'slow-connect' },
  {
    name: 'truncated-by-reset',
    capture: 'lab/node_errors_a/proxy_side.pcap',
    kind: 'truncated-response',
    manner: 'reset',
  },
  { name: 'tunnel', capture: 'lab/websocket_a/proxy_side.pcap', kind: 'tunnel-dropped', manner: 'reset' },
  {
    name: 'unsolicited',
    capture: 'public/urso+packetbeat/packetbeat/tests/system/pcaps/http_unmatched.pcap',
    kind: 'unsolicited-response',
  },
];

/** `corpus` is null for one of samples/. Throws where the capture shows no such finding. */
export async function exhibit(
  { name, capture, kind, manner }: Exhibit,
  corpus: string | null,
): Promise<Drawable> {
  const path = corpus === null ? join(root, 'samples', capture) : join(corpus, 'captures', capture);
  const { report, timelines } = await analyze(path, { maxTimelines: 1000 });
  const finding = report.findings.find(
    (each) => each.kind === kind && (manner ?? each.manner) === each.manner,
  );
  const timeline = finding && timelines.get(timelineKey(finding.capture, finding.connection.index));
  if (finding === undefined || timeline === undefined)
    throw new Error(`${capture} shows no ${kind} (${name})`);
  return { finding, timeline };
}
