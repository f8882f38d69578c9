/** Real captures: what the application layer makes of them, against the corpus's truths and what is known of the files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Analyzer } from '../../src/index.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { describeWithCorpus } from '../support/corpus.ts';

function timelinesOf(path: string): Timeline[] {
  const draw = Array.from({ length: 1000 }, (_, index) => index);
  const analyzer = new Analyzer({ draw, maxTimelines: draw.length });
  analyzer.beginFile('capture');
  analyzer.feed(readFileSync(path));
  analyzer.endFile();
  return [...analyzer.finish().timelines.values()];
}

interface Truth {
  readonly side: string;
  readonly client: string;
  readonly packet_category: string;
  readonly detail: string | null;
}

const portOf = (endpoint: string) => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));

describeWithCorpus('the lab’s connections', (corpus) => {
  const LAB = join(corpus, 'captures/lab');

  /** Ports of the gateway whose requests failed in one of these ways. */
  function failed(scenario: string, categories: readonly string[]): number[] {
    const { truths } = JSON.parse(readFileSync(join(LAB, scenario, 'truth.json'), 'utf8')) as {
      truths: Truth[];
    };
    return truths
      .filter((truth) => truth.side === 'upstream' && categories.includes(truth.packet_category))
      .map((truth) => portOf(truth.client))
      .sort();
  }

  /** Ports of the gateway on whose connections a request has no answer, or none that ended. */
  function unanswered(timelines: readonly Timeline[]): number[] {
    return timelines
      .filter(({ exchanges }) =>
        exchanges.some(({ request, response }) => request && (response?.end ?? null) === null),
      )
      .map(({ client }) => portOf(client.address))
      .sort();
  }

  const NOT_ANSWERED = ['fin_during_request', 'premature_close_before_headers'];

  test.each([
    ['tls_idle_race_a', 'upstream_side.pcap', 'tls', NOT_ANSWERED],
    ['tls_idle_race_a', 'proxy_side.pcap', 'tls', NOT_ANSWERED],
    ['h2c_goaway_a', 'upstream_side.pcap', 'http/2', NOT_ANSWERED],
    ['h2c_goaway_a', 'proxy_side.pcap', 'http/2', NOT_ANSWERED],
    ['php_fpm_a', 'upstream_side.pcap', 'fastcgi', [...NOT_ANSWERED, 'truncated_response']],
    ['formats_a', 'snap54.pcap', 'turns', NOT_ANSWERED],
  ])(
    '%s/%s is %s, and its unanswered requests are the failed ones',
    (scenario, file, protocol, categories) => {
      const timelines = timelinesOf(join(LAB, scenario, file));
      const spoken = timelines.filter((timeline) => timeline.protocol !== 'none');
      expect(new Set(spoken.map((timeline) => timeline.protocol))).toEqual(new Set([protocol]));
      expect(unanswered(timelines)).toEqual(failed(scenario, categories));
    },
  );

  test('websocket_a: the Close frames of either side are seen', () => {
    const tunnels = timelinesOf(join(LAB, 'websocket_a/upstream_side.pcap')).map(({ exchanges }) => {
      const { request, tunnel } = exchanges[0] ?? {};
      const how = /how=(\w+)/.exec(request?.target ?? '')?.[1];
      return [how, tunnel?.clientClose != null, tunnel?.serverClose != null, tunnel?.readable];
    });
    expect(tunnels.sort()).toEqual([
      ['client', true, true, true],
      ['close', false, true, true],
      ['close', false, true, true],
      ['fin', false, false, true],
      ['rst', false, false, true],
      ['rst', false, false, true],
    ]);
  });
});

describeWithCorpus('captures from public test suites', (corpus) => {
  const exchangesIn = (file: string) =>
    timelinesOf(join(corpus, 'captures/public', file)).flatMap(({ protocol, exchanges }) =>
      exchanges.map(({ request, response }) => [
        protocol,
        request?.method,
        request?.target,
        response?.status,
      ]),
    );

  test.each([
    ['arkime+arkime/tests/pcap/http2-nghttp2.pcap', ['GET', '/', 200]],
    ['OISF+suricata-verify/tests/http2-continuation/input.pcap', ['GET', '/tata', 200]],
    ['OISF+suricata-verify/tests/http2-deflate-case/input.pcap', ['GET', '/', 200]],
    ['OISF+suricata-verify/tests/dns-over-http2-limit/input.pcap', ['POST', '/dns', 415]],
    [
      'OISF+suricata-verify/tests/http2-userinfo-authority/http2_userinfo_in_authority_1.pcap',
      ['GET', '/', 400],
    ],
  ])('%s is HTTP/2', (file, exchange) => {
    expect(exchangesIn(file)).toEqual([['http/2', ...exchange]]);
  });

  test.each([
    'zeek+zeek/testing/btest/Traces/http/websocket.pcap',
    'zeek+zeek/testing/btest/Traces/websocket/jupyter-websocket.pcap',
    'OISF+suricata-verify/tests/websocket-ping/input.pcap',
  ])('%s is WebSocket', (file) => {
    expect(exchangesIn(file).map(([protocol, , , status]) => [protocol, status])).toEqual([
      ['websocket', 101],
    ]);
  });
});
