/** The page that reads captures, as one file: without a report in it, and with the decoder. */
import { emptyState } from './drop/panels.ts';
import { type Assets, fileOf } from './file.ts';
import { h, serialise } from './markup.ts';

/** The bundle is that of `drop.ts`. */
interface DropAssets extends Assets {
  /** A real capture to look at, base64, and its file name. */
  readonly sample: { readonly name: string; readonly base64: string };
}

export function renderDropPage({ sample, ...assets }: DropAssets): string {
  const body = h(
    'div',
    {},
    h(
      'div',
      { class: 'page intake' },
      h('div', { id: 'cc-notice' }),
      h('div', { id: 'cc-intake' }, emptyState()),
      h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': 'Captures' }),
    ),
    h('div', { id: 'cc-report' }),
  );
  return fileOf({
    ...assets,
    title: 'closecall: open a capture',
    language: null,
    // A worker is made of this page's own script; a policy of Trusted Types lets only such addresses pass.
    permissions: ['worker-src blob:'],
    trusted: ['closecall-worker'],
    body: [
      serialise(body),
      `<script type="application/octet-stream" id="cc-sample" data-name="${sample.name}">${sample.base64}</script>`,
    ],
  });
}
