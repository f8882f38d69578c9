/** What axe-core holds against a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

declare const axe: { run(): Promise<{ readonly violations: readonly Violation[] }> };

/** What axe holds for serious or critical, as lines. The page must have been opened with `bypassCSP`. */
export async function axeComplaints(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const violations = await page.evaluate(async () => (await axe.run()).violations);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
