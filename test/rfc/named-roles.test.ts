/** Roles named by hand: `gateway` and `upstream` of the analysis. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { AnalyzeOptions } from '../../src/analysis.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { GET, HANDSHAKE, OK } from '../support/http-lines.ts';
import { midstream } from '../support/odd-ports.ts';
import { type TcpScript, tcpScript } from '../support/tcp-script.ts';

const { raw } = String;
/** Nothing in these bytes tells who asks; the ports speak for 10.0.0.1 as the client. */
const OPAQUE = raw`
  C > S 100 bytes
  S > C ACK
  S > C 300 bytes
  C > S ACK
`;

function clientIn({ bytes }: TcpScript, options: AnalyzeOptions): unknown {
  const [connection] = analysisOf(bytes, { connections: true, ...options }).report.connections ?? [];
  return [connection?.client, connection?.roleEvidence];
}

const ends = (gatewayPort: number, lines: string) => tcpScript`
  C = 10.0.0.9:${gatewayPort}
  S = 10.0.0.1:50051
  ${lines}
`;

describe('where the packets do not tell who asks', () => {
  const script = ends(9000, OPAQUE);

  test.each<[string, AnalyzeOptions, string]>([
    ['ports do', {}, '10.0.0.1:50051 port'],
    ['an upstream is the server', { upstream: ['10.0.0.1'] }, '10.0.0.9:9000 option'],
    ['an upstream may be named with its port', { upstream: ['10.0.0.1:50051'] }, '10.0.0.9:9000 option'],
    ['its other ports are not meant then', { upstream: ['10.0.0.1:443'] }, '10.0.0.1:50051 port'],
    ['a gateway is the client', { gateway: ['10.0.0.9'] }, '10.0.0.9:9000 option'],
    ['networks name all in them', { gateway: ['10.0.0.8/30'] }, '10.0.0.9:9000 option'],
    ['an IPv4-mapped address is the IPv4 address', { upstream: ['::ffff:10.0.0.1'] }, '10.0.0.9:9000 option'],
    ['with its port too', { upstream: ['[::ffff:10.0.0.1]:50051'] }, '10.0.0.9:9000 option'],
    ['as is a mapped network', { gateway: ['::ffff:10.0.0.8/126'] }, '10.0.0.9:9000 option'],
    ['one wider than all of IPv4 names no IPv4', { gateway: ['::ffff:10.0.0.9/95'] }, '10.0.0.1:50051 port'],
    ['a network of both ends tells nothing', { upstream: ['10.0.0.0/8'] }, '10.0.0.1:50051 port'],
    ['then the gateway does', { upstream: ['10.0.0.0/8'], gateway: ['10.0.0.9'] }, '10.0.0.9:9000 option'],
    [
      'a gateway with others than the named upstreams may have its own clients there',
      { gateway: ['10.0.0.9'], upstream: ['10.0.7.7'] },
      '10.0.0.1:50051 port',
    ],
  ])('%s', (_, options, expected) => {
    expect(clientIn(script, options)).toEqual(expected.split(' '));
  });
});

test('nobody is a client on a system port', () => {
  expect(clientIn(ends(443, OPAQUE), { gateway: ['10.0.0.9'] })).toEqual(['10.0.0.1:50051', 'port']);
});

test('a handshake overrules what was named', () => {
  const synAck = raw`
    S > C SYN ACK
    C > S ACK
    ${OPAQUE}
  `;
  const wrong = { upstream: ['10.0.0.9'] };
  expect(clientIn(ends(9000, `${HANDSHAKE}\n${OPAQUE}`), wrong)).toEqual(['10.0.0.9:9000', 'syn']);
  expect(clientIn(ends(9000, synAck), wrong)).toEqual(['10.0.0.9:9000', 'syn-ack']);
});

test('so does HTTP/1: a gateway was named, and this is the leg of its clients', () => {
  const script = tcpScript`
    C = 198.51.100.7:50000
    S = 10.0.0.9:8080
    C > S ${GET}
    S > C ${OK}
  `;
  expect(clientIn(script, { gateway: ['10.0.0.9'] })).toEqual(['198.51.100.7:50000', 'http']);
});

test.each(['orders', '10.1', '10.0.0.1:99999', '10.0.0.0/33', ''])('%j is no address', (name) => {
  expect(() => analysisOf(ends(9000, OPAQUE).bytes, { upstream: [name] })).toThrow(RangeError);
});

describeWithCorpus('a lab capture of TLS without handshakes, on the ports of the other side', (corpus) => {
  const recorded = new Uint8Array(readFileSync(join(corpus, 'captures/lab/tls_idle_race_a/proxy_side.pcap')));
  const odd = midstream(recorded, (port) => (port === 8443 ? 50_051 : (port % 30_000) + 1024));
  const kindsIn = (capture: Uint8Array, options: AnalyzeOptions = {}) => {
    const { findings, harmless } = analysisOf(capture, options).report.summary;
    return { findings, harmless };
  };

  test('is misread', () => expect(kindsIn(odd)).not.toEqual(kindsIn(recorded)));

  test.each([{ upstream: ['172.24.5.2'] }, { gateway: ['172.24.5.1'] }])(
    'is read as it was with %j',
    (named) => expect(kindsIn(odd, named)).toEqual(kindsIn(recorded)),
  );
});
