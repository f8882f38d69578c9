/** The parts of the page that only make sense when scripts run: tools, the packet sheet, the help, announcements. */
import { h, safeText } from '../markup.ts';
import { patch } from './dom.ts';
import { helpContent } from './help.ts';
import type { Place } from './place.ts';
import { keysEnabled, type Theme } from './settings.ts';

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
}

/** Adds these parts to the place; the others are there already, as far as the report has them. */
export function buildShell(place: Place): Shell {
  const sheet = document.createElement('aside');
  sheet.className = 'sheet';
  sheet.hidden = true;
  sheet.setAttribute('aria-label', 'Packet');
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'cc-help-title');
  const status = liveRegion('cc-status');
  const said = liveRegion('cc-said');
  const { root, container } = place;
  container.append(sheet, dialog, status, said);
  return {
    place,
    view: root.getElementById('cc-view'),
    findings: root.getElementById('cc-findings'),
    connections: root.getElementById('cc-connections'),
    sheet,
    dialog,
    status,
    said,
  };
}

export function renderTools({ root }: Place, theme: Theme): void {
  const tools = root.getElementById('cc-tools');
  if (tools === null) return;
  patch(tools, [
    h(
      'button',
      { type: 'button', 'data-do': 'theme', title: 'Colours: automatic, light, dark' },
      { auto: '◐ auto', light: '○ light', dark: '● dark' }[theme],
    ),
    h(
      'button',
      { type: 'button', 'data-do': 'help', title: 'Keys and how to read the drawing (?)' },
      '? help',
    ),
  ]);
}

export function openHelp(dialog: HTMLDialogElement): void {
  patch(dialog, helpContent(keysEnabled()));
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
