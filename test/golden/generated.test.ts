/** Captures that the project's own generator made: what was put in must be found, also through loss and reordering. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { analyzePaths } from '../../src/node/analyze-paths.ts';
import type { Connection, Report } from '../../src/report/schema.ts';
import { type GenerateOptions, generate } from '../bench/generate.ts';
import { SHAPES, type Shape, type ShapeName } from '../bench/shapes.ts';
import type { Truth } from '../bench/talk.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
/** Small: every connection goes on to its end. */
const SIZE = { api: 1e6, short: 1e6, bulk: 8e6, resets: 3e5, holes: 1e6, opaque: 1e6, flood: 2e5 } as const;
const ACTIVE = 8;

async function found(options: GenerateOptions): Promise<{ truth: Truth; counted: Partial<Truth> }> {
  const path = join(folder.path, `${options.shape}.${options.format ?? 'pcap'}`);
  const truth = generate(path, { ...options, active: ACTIVE });
  const { report, problems } = await analyzePaths([path], { connections: true, maxTimelines: 0 });
  expect(problems).toEqual([]);
  return { truth, counted: count(report) };
}

function count({ summary, connections = [] }: Report): Truth {
  const sum = (value: (connection: Connection) => readonly number[]) =>
    connections.reduce((total, connection) => total + value(connection).reduce((a, b) => a + b, 0), 0);
  const { findings, packets, requests, responses } = summary;
  return {
    packets,
    connections: summary.connections,
    requests,
    responses,
    retransmissions: sum(({ retransmissions }) => retransmissions),
    late: sum(({ outOfOrder }) => outOfOrder),
    races: (findings['fin-during-request'] ?? 0) + (findings['restart-race'] ?? 0),
    resets: sum(({ rstFrames }) => rstFrames.map((frames) => frames.length)),
    gaps: sum(({ gaps }) => gaps),
  };
}

/** Where the protocol is unknown, nobody can say what a request is. */
function comparable(truth: Partial<Truth>, shape: Shape): Partial<Truth> {
  if (!shape.withoutHttp) return truth;
  const { requests: _requests, responses: _responses, ...rest } = truth;
  return rest;
}

describe.each(Object.keys(SHAPES) as ShapeName[])('%s', (shape) => {
  const size = SIZE[shape];

  test.each([
    ['as it was sent', { seed: 1 }],
    ['with 1 % lost and 1 % out of order', { seed: 2, loss: 0.01, reordering: 0.01 }],
    ['with 10 % lost and 10 % out of order', { seed: 3, loss: 0.1, reordering: 0.1 }],
    ['in pcapng', { seed: 4, loss: 0.01, format: 'pcapng' as const }],
  ])('%s', async (_, options) => {
    const { truth, counted } = await found({ shape, size, ...options });
    expect(truth.packets).toBeGreaterThan(500);
    expect(comparable(counted, SHAPES[shape])).toEqual(comparable(truth, SHAPES[shape]));
  });
});

test('the same seed gives the same capture, another seed another one', () => {
  const make = (seed: number) =>
    generate(join(folder.path, `seed-${seed}.pcap`), { shape: 'api', size: 1e5, seed, active: 2 });
  expect(make(7)).toEqual(make(7));
  expect(make(7)).not.toEqual(make(8));
});
