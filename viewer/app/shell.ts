/** The parts of the page that only make sense when scripts run: tools, the packet sheet, the help, announcements. */
import { h, safeText } from '../markup.ts';
import { patch } from './dom.ts';
import { helpContent } from './help.ts';
import { keysEnabled, type Theme } from './settings.ts';

export interface Shell {
  readonly view: Element | null;
  readonly findings: Element | null;
  readonly connections: Element | null;
  readonly sheet: HTMLElement;
  readonly dialog: HTMLDialogElement;
}

export function buildShell(): Shell {
  const sheet = document.createElement('aside');
  sheet.className = 'sheet';
  sheet.hidden = true;
  sheet.setAttribute('aria-label', 'Packet');
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'cc-help-title');
  document.body.append(sheet, dialog, liveRegion('cc-status'), liveRegion('cc-said'));
  return {
    view: document.getElementById('cc-view'),
    findings: document.getElementById('cc-findings'),
    connections: document.getElementById('cc-connections'),
    sheet,
    dialog,
  };
}

export function renderTools(theme: Theme): void {
  const tools = document.getElementById('cc-tools');
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
export function say(message: string): void {
  const region = document.getElementById('cc-said');
  if (region !== null) region.textContent = safeText(message);
}

/** A short message for everyone: on the screen for a moment, and read out. */
export function announce(message: string): void {
  const status = document.getElementById('cc-status');
  if (status === null) return;
  const text = safeText(message);
  status.textContent = text;
  setTimeout(() => {
    if (status.textContent === text) status.textContent = '';
  }, 2500);
}
