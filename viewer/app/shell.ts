/** The parts of the page that only make sense when scripts run: tools, the packet sheet, the help, announcements. */
import { h, keyed, type Markup, safeText } from '../markup.ts';
import { type Dictionary, language, t } from '../words/language.ts';
import { patch } from './dom.ts';
import type { Place } from './place.ts';
import { storedTheme } from './settings.ts';

export interface Shell {
  readonly place: Place;
  readonly view: Element | null;
  readonly findings: Element | null;
  readonly connections: Element | null;
  readonly sheet: HTMLElement;
  readonly dialog: HTMLDialogElement;
  /** Seen by everyone, and read out. */
  readonly status: HTMLElement;
  /** Read out only. */
  readonly said: HTMLElement;
  /** The languages that came with the page. */
  dictionaries: readonly Dictionary[];
}

/** Adds these parts to the place; the others are there already, as far as the report has them. */
export function buildShell(place: Place): Shell {
  const sheet = document.createElement('aside');
  sheet.className = 'sheet';
  sheet.hidden = true;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'cc-dialog-title');
  const status = liveRegion('cc-status');
  const said = liveRegion('cc-said');
  const { root, container } = place;
  container.append(sheet, dialog, status, said);
  return {
    place,
    get view() {
      return root.getElementById('cc-view');
    },
    get findings() {
      return root.getElementById('cc-findings');
    },
    get connections() {
      return root.getElementById('cc-connections');
    },
    sheet,
    dialog,
    status,
    said,
    dictionaries: [],
  };
}

export function renderTools({ place, dictionaries }: Shell): void {
  const tools = place.root.getElementById('cc-tools');
  const theme = storedTheme();
  if (tools === null) return;
  patch(tools, [
    ...(dictionaries.length > 0 ? [languageButton()] : []),
    h(
      'button',
      { type: 'button', 'data-do': 'theme', title: t('Colours: automatic, light, dark') },
      t(({ auto: '◐ auto', light: '○ light', dark: '● dark' } as const)[theme]),
    ),
    h(
      'button',
      { type: 'button', 'data-do': 'help', title: t('Keys and how to read the drawing (?)') },
      t('? help'),
    ),
  ]);
}

/** In the language that it leads to: that is whom it is for. */
function languageButton(): Markup {
  const [text, lang] = language() === 'en' ? ['中文', 'zh-CN'] : ['English', 'en'];
  return keyed('language', h('button', { type: 'button', 'data-do': 'language', lang }, text));
}

export function openDialog(dialog: HTMLDialogElement, content: readonly Markup[]): void {
  patch(dialog, content);
  if (!dialog.open) dialog.showModal();
}

function liveRegion(id: string): HTMLElement {
  const region = document.createElement('p');
  region.id = id;
  region.setAttribute('role', 'status');
  return region;
}

/** For those who do not see what has changed. */
export function say({ said }: Shell, message: string): void {
  said.textContent = safeText(message);
}

/** A short message for everyone: on the screen for a moment, and read out. */
export function announce({ status }: Shell, message: string): void {
  const text = safeText(message);
  status.textContent = text;
  setTimeout(() => {
    if (status.textContent === text) status.textContent = '';
  }, 2500);
}
