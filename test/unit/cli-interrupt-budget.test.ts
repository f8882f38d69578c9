/** V8 prints an error for a flag that it does not know, on every start of the program. */
import { expect, test } from '@jest/globals';
import { countsBytes } from '../../cli/interrupt-budget.ts';

test.each([
  ['Node 20', '11.3.244.8-node.38', true],
  ['Node 22', '12.4.254.21-node.33', false],
  ['Node 24', '13.6.233.17-node.41', false],
])('of an interrupt budget only the V8 of Node 20 is told (%s)', (_, version, counts) => {
  expect(countsBytes(version)).toBe(counts);
});
