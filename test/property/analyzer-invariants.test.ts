/** What holds of a report whatever was captured. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kindOf } from '../../src/detect/registry.ts';
import type { Connection, Finding, Report } from '../../src/report/schema.ts';
import { chaos } from '../support/chaos.ts';
import { analysisOf } from '../support/diagnosis.ts';
import type { PcapRecord } from '../support/packet-bytes.ts';
import { recordedFrom, reordered, samples, toPcap } from '../support/recorded.ts';

const reportOf = (bytes: Uint8Array): Report => analysisOf(bytes, { connections: true }).report;
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

function checkFinding(finding: Finding, packets: number): void {
  const about = kindOf(finding.kind);
  expect(about).toBeDefined();
  for (const { frame } of finding.evidence) expectFrame(frame, packets);
  if (finding.proofFrame !== null) expectFrame(finding.proofFrame, packets);
  expect(finding.proofFrame === null).toBe(finding.proof === 'none');
  expect(finding.evidence.length).toBeGreaterThan(0);
  // A verdict rests on what numbers prove; times only add to it.
  expect(finding.evidence.map(({ level }) => level)).toContain('proven');
}

function expectFrame(frame: number, packets: number): void {
  expect(frame).toBeGreaterThanOrEqual(1);
  expect(frame).toBeLessThanOrEqual(packets);
}

function checkConnection(
  { firstFrame, lastFrame, finFrames, rstFrames, packets, requests }: Connection,
  total: number,
): void {
  for (const frame of [firstFrame, lastFrame, ...finFrames, ...rstFrames.flat()])
    if (frame !== null) expectFrame(frame, total);
  expect(firstFrame).toBeLessThanOrEqual(lastFrame);
  expect(packets[0] + packets[1]).toBeLessThanOrEqual(total);
  expect(requests).toBeGreaterThanOrEqual(0);
}

test('counts add up, frames exist and verdicts rest on proof', () => {
  fc.assert(
    fc.property(chaos, (bytes) => {
      const { summary, findings, connections = [], captures } = reportOf(bytes);
      const packets = captures[0]?.packets ?? 0;
      expect(summary.connections).toBe(connections.length);
      // A note leaves open how the connection ended; an error or a warning is what it ended with.
      const ended = sum(summary.harmless) + sum(summary.undecided) + summary.open;
      expect(ended + findings.length).toBeGreaterThanOrEqual(summary.connections);
      const failures = findings.filter(({ severity }) => severity !== 'note');
      expect(ended + failures.length).toBeLessThanOrEqual(summary.connections);
      expect(summary.failedRequests).toBe(failures.reduce((count, one) => count + one.requestsFailed, 0));
      expect(sum(summary.findings)).toBe(findings.length);
      expect(connections.map(({ index }) => index)).toEqual(connections.map((_, index) => index));
      expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      for (const finding of findings) checkFinding(finding, packets);
      for (const connection of connections) checkConnection(connection, packets);
      expect(summary.responses).toBeLessThanOrEqual(summary.requests);
    }),
    { numRuns: 300 },
  );
});

test('every finding is in exactly one incident, and every failed request is counted in it', () => {
  fc.assert(
    fc.property(chaos, (bytes) => {
      const { findings, incidents } = reportOf(bytes);
      const listed = incidents.flatMap((incident) => incident.findings);
      expect([...listed].sort()).toEqual(findings.map(({ id }) => id).sort());
      for (const { executed, failedRequests } of incidents) expect(sum(executed)).toBe(failedRequests);
    }),
    { numRuns: 100 },
  );
});

/** IPv4 with an identification: what tells a second copy from a packet that was sent again. */
const isMarked = ({ bytes }: PcapRecord) =>
  bytes[12] === 0x08 && (bytes[18] as number) + (bytes[19] as number) > 3;

test('packets that the capture saw twice change no verdict', () => {
  fc.assert(
    fc.property(chaos, (bytes) => {
      const once = recordedFrom(bytes);
      const packets = once.packets.flatMap((packet) => (isMarked(packet) ? [packet, packet] : [packet]));
      const kinds = (report: Report) => report.findings.map(({ kind, executed }) => `${kind} ${executed}`);
      expect(kinds(reportOf(toPcap({ ...once, packets })))).toEqual(kinds(reportOf(toPcap(once))));
    }),
    { numRuns: 100 },
  );
});

test('the order of packets in the file throws nobody', () => {
  fc.assert(
    fc.property(
      chaos,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
      (bytes, delays) => {
        reportOf(toPcap(reordered(recordedFrom(bytes), 5, delays)));
      },
    ),
    { numRuns: 100 },
  );
});

test.each(samples())('listing or drawing connections changes nothing else: $name', ({ bytes }) => {
  const byAddress = (report: Report) =>
    [...report.endpoints].sort((a, b) => (a.address < b.address ? -1 : 1));
  const plain = analysisOf(bytes).report;
  const { connections: _, ...asked } = analysisOf(bytes, { connections: true, draw: [0, 1, 2] }).report;
  expect({ ...asked, endpoints: byAddress(asked) }).toEqual({ ...plain, endpoints: byAddress(plain) });
});
