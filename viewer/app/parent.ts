/**
 * Messages between this page and the one that shows it in a frame: plain objects with `closecall: 1` and a `type`. They are taken from
 * the parent only, and only numbers and the bytes of a file are taken from them. `data-parent` on the root element bounds the
 * parent to one origin.
 */
import { hashOf } from '../words/report.ts';

export interface Framed {
  /** The parent wants to see this, as an address names it. */
  select(hash: string): void;
  /** The parent hands over a capture or a saved report. */
  load?(file: File): void;
}

export function answerParent(page: Framed): void {
  if (parent === window) return;
  addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    const { parent: wanted } = document.documentElement.dataset;
    if (source !== parent || (wanted !== undefined && origin !== wanted)) return;
    if (isMessage(data)) answer(page, data);
  });
  new ResizeObserver(() => tellHeight()).observe(document.documentElement);
}

/** To the page around this one, if there is any. */
function tellParent(type: 'ready' | 'select' | 'resize', values: Readonly<Record<string, number>>): void {
  if (parent === window) return;
  parent.postMessage({ closecall: 1, type, ...values }, document.documentElement.dataset.parent ?? '*');
}

/** What is selected, `#c=7&f=41`, as `select` with its numbers. */
export function tellSelection(hash: string): void {
  const numbers = [...hash.matchAll(/\b([cf])=(\d+)/g)].map(([, name, value]) => [name, Number(value)]);
  tellParent('select', Object.fromEntries(numbers) as Record<string, number>);
}

interface Message {
  readonly type?: unknown;
  readonly c?: unknown;
  readonly f?: unknown;
  readonly name?: unknown;
  readonly buffer?: unknown;
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'closecall' in data && data.closecall === 1;
}

function answer(page: Framed, { type, c, f, name, buffer }: Message): void {
  if (type === 'hello') {
    tellParent('ready', {});
    tellHeight();
  } else if (type === 'select' && Number.isInteger(c)) {
    page.select(hashOf({ c: Number(c), f: Number.isInteger(f) ? Number(f) : null }));
  } else if (type === 'load' && buffer instanceof ArrayBuffer) {
    page.load?.(new File([buffer], typeof name === 'string' ? name : 'capture'));
  }
}

function tellHeight(): void {
  tellParent('resize', { height: document.documentElement.scrollHeight });
}
