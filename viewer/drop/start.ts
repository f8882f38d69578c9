/** The page that reads captures: its parts, and what a click in them means. */
import { patch } from '../app/dom.ts';
import { speakFirst } from '../app/languages.ts';
import { answerParent } from '../app/parent.ts';
import { wholePage } from '../app/place.ts';
import { Viewer } from '../app/viewer.ts';
import type { Markup } from '../markup.ts';
import { language } from '../words/language.ts';
import { zhDrop } from '../words/zh/drop.ts';
import { CHINESE, chinesePage } from '../words/zh.ts';
import { Desk, type Screen } from './desk.ts';
import { askForFiles, receiveFiles } from './intake.ts';
import { emptyState, openBar, question, readingState, trouble } from './panels.ts';

/** `script` is the text of this very script. */
export function startPage(script: string | null): void {
  const place = { ...wholePage(), container: part(document, 'cc-report') };
  const dictionaries = [{ ...CHINESE, page: chinesePage(zhDrop) }];
  speakFirst(place, dictionaries);
  place.host.lang = language();
  const viewer = new Viewer(place, dictionaries);
  const desk = new Desk(screenOf(document, viewer), script);
  answerParent({ select: (hash) => viewer.follow(hash), load: (file) => void desk.open([file]) });
  receiveFiles({
    take: (files) => void desk.take(files),
    refuse: (path, message) => desk.refuse(path, message),
    hover: (over) => document.body.classList.toggle('hovered', over),
  });
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-intake]') : null;
    const command = button?.dataset.intake;
    if (command === 'open') askForFiles();
    else if (command === 'sample') void sample().then((file) => desk.take([file]));
    else if (command === 'stop') desk.stop();
    else if (command === 'cancel') desk.cancel();
    else if (command === 'add' || command === 'replace' || command === 'dismiss') void desk.decide(command);
  });
  document.documentElement.dataset.ready = 'true';
}

function screenOf(page: Document, viewer: Viewer): Screen {
  const intake = part(page, 'cc-intake');
  const notice = part(page, 'cc-notice');
  const only = (markup: Markup) => {
    viewer.clear();
    patch(intake, [markup]);
  };
  let shown = false;
  return {
    empty: () => only(emptyState()),
    reading: (reading) => only(readingState(reading)),
    async report(model) {
      // An address that was written for another capture means nothing in this one.
      if (shown) forgetAddress();
      shown = true;
      patch(intake, [openBar()]);
      return viewer.show(model);
    },
    ask(names) {
      patch(notice, [question(names)]);
      // Who sees nothing hears what is asked, and is at the answers.
      notice.querySelector('button')?.focus();
    },
    trouble: (problems) => patch(notice, [trouble(problems)]),
    quiet: () => patch(notice, []),
  };
}

function part(page: Document, id: string): HTMLElement {
  const element = page.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}

function forgetAddress(): void {
  try {
    history.replaceState(null, '', location.href.replace(/#.*$/, ''));
  } catch {
    // An embedded document without an address of its own.
  }
}

/** The real capture that came with the page. */
async function sample(): Promise<File> {
  const block = part(document, 'cc-sample');
  const bytes = Uint8Array.from(atob(block.textContent ?? ''), (letter) => letter.charCodeAt(0));
  return new File([bytes], block.dataset.name ?? 'sample');
}
