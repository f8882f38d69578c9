/**
 * The first script of a report: unpacks the page's own and runs it. Plain, that one would be half of a small report. The page's policy
 * knows its hash, so that nothing else can come of the block.
 */
import { inflate } from './app/inflate.ts';

/** Trusted Types, by their shape: a policy that the page's own content security policy names. */
interface TrustedTypes {
  createPolicy(
    name: 'closecall',
    rules: { createScript: (text: string) => string },
  ): { createScript(text: string): string };
}

async function load(block: HTMLElement): Promise<void> {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const trusted = trustedTypes?.createPolicy('closecall', { createScript: (text) => text });
  const text = await inflate(block.textContent ?? '');
  const script = document.createElement('script');
  script.text = trusted?.createScript(text) ?? text;
  block.replaceWith(script);
}

const block = document.getElementById('cc-script');
if (block !== null)
  load(block).catch((error: unknown) => {
    const note = document.createElement('p');
    note.id = 'cc-status';
    note.textContent = `The interactive part could not start: ${error instanceof Error ? error.message : String(error)}`;
    document.body.append(note);
  });
