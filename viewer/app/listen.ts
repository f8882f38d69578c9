/** What happens in the place becomes commands of the page that is shown there at the time. */
import { commandFor } from './keys.ts';
import type { Page } from './page.ts';
import type { Place } from './place.ts';
import { keysEnabled } from './settings.ts';
import { listenForZoom, type ZoomBy } from './zoom.ts';

/** `page` gives the page that is shown, null while there is none. Until `signal` is aborted. */
export function listen(place: Place, page: () => Page | null, signal: AbortSignal): void {
  const { root, container, ownsAddress } = place;
  const options = { signal };
  root.addEventListener('click', (event) => click(event, place, page()), options);
  root.addEventListener(
    'dblclick',
    ({ target }) => {
      const gap = target instanceof Element ? target.closest<SVGElement>('[data-gap]') : null;
      if (gap !== null) page()?.run('silence', gap.dataset, false);
    },
    options,
  );
  root.addEventListener('keydown', (event) => press(event as KeyboardEvent, page()), options);
  root.addEventListener(
    'input',
    (event) => {
      if (event.target instanceof HTMLInputElement && event.target.id === 'cc-filter')
        page()?.filter(event.target.value);
    },
    options,
  );
  root.addEventListener(
    'pointerover',
    (event) => {
      const element =
        event.target instanceof Element ? event.target.closest<SVGElement>('[data-packet]') : null;
      page()?.highlight(element === null ? null : Number(element.dataset.packet));
    },
    options,
  );
  if (ownsAddress)
    addEventListener('hashchange', ({ newURL }) => page()?.follow(new URL(newURL).hash), options);
  listenForZoom(
    container,
    (event) => event.target instanceof Element && event.target.closest('#cc-figure') !== null,
    gathered((factor, clientY) => page()?.zoom(factor, clientY)),
    signal,
  );
  root.addEventListener('scroll', ({ target }) => grow(target, page()), { ...options, capture: true });
  const adjust = oncePerFrame(() => page()?.adjust());
  for (const name of ['scroll', 'resize'] as const)
    addEventListener(name, adjust, { ...options, passive: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => page()?.repaint(), options);
  addEventListener('beforeprint', () => page()?.showAll(true), options);
  addEventListener('afterprint', () => page()?.showAll(false), options);
}

function click(event: Event, { ownsAddress }: Place, page: Page | null): void {
  if (!(event.target instanceof Element)) return;
  const actor = event.target.closest<HTMLElement | SVGElement>('[data-do]');
  if (actor !== null) page?.run(actor.dataset.do ?? '', actor.dataset, false);
  const link = event.target.closest('a');
  // What opens a page of its own leads out of the viewer.
  if (ownsAddress || link === null || link.target !== '') return;
  event.preventDefault();
  page?.follow(link.hash);
}

/** A list whose end comes near gets its next rows, as by its button. */
function grow(target: EventTarget | null, page: Page | null): void {
  if (!(target instanceof HTMLElement) || !target.classList.contains('long')) return;
  const below = target.scrollHeight - target.scrollTop - target.clientHeight;
  if (below > target.clientHeight) return;
  const button = target.parentElement?.querySelector<HTMLElement>('[data-do="more"]');
  if (button != null) page?.run('more', button.dataset, false);
}

function press(event: KeyboardEvent, page: Page | null): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.id === 'cc-goto') {
    event.preventDefault();
    page?.run('goto-typed', {}, true);
    return;
  }
  const command = page === null ? null : commandFor(event, keysEnabled());
  if (command === null) return;
  event.preventDefault();
  page?.run(command, {}, true);
}

/** A wheel turns faster than a long connection is drawn: what comes within a frame is zoomed at once. */
function gathered(zoom: ZoomBy): ZoomBy {
  let factor = 1;
  let place = 0;
  const apply = oncePerFrame(() => {
    const by = factor;
    factor = 1;
    zoom(by, place);
  });
  return (by, clientY) => {
    factor *= by;
    place = clientY;
    apply();
  };
}

function oncePerFrame(action: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}
