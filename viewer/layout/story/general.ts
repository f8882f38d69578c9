/** The story of any other finding: the packets its evidence names, in the evidence's own words. */
import type { Finding } from '../../../src/report/schema.ts';
import { told } from '../../words/language.ts';
import { PacketNames } from '../packets.ts';
import type { Lane, MomentSpec, Scene, Story } from './scene.ts';

/** More numbers than this explain nothing. */
const MOST_MOMENTS = 3;

export function general(scene: Scene): Story {
  const names = new PacketNames(scene.timeline);
  const moments = firstPerFrame(scene.finding.evidence)
    .map((evidence) => momentOf(scene, names, evidence))
    .filter((moment) => moment !== null)
    .slice(0, MOST_MOMENTS)
    .sort((a, b) => a.time - b.time);
  return { window: null, moments, brackets: [] };
}

type EvidenceItem = Finding['evidence'][number];

function firstPerFrame(evidence: readonly EvidenceItem[]): EvidenceItem[] {
  const seen = new Set<number>();
  return evidence.filter(({ frame }) => {
    if (seen.has(frame)) return false;
    seen.add(frame);
    return true;
  });
}

function momentOf(scene: Scene, names: PacketNames, evidence: EvidenceItem): MomentSpec | null {
  const row = scene.rowOf(evidence.frame);
  if (row === null) return null;
  const lane: Lane = scene.timeline.packets.sender[row] === 0 ? 0 : 1;
  const { text, level } = evidence;
  return { lane, time: scene.left(row), title: names.label(row), detail: told(text), level };
}
