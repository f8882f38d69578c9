/** How files come to the page: dropped anywhere on it, alone or in folders, chosen, or pasted. */
import { droppedItems, filesOf, type Item } from '../../src/browser/folder.ts';
import { t } from '../words/language.ts';

interface Intake {
  /** Files came, at least one. */
  take(files: readonly File[]): void;
  /** There was nothing to be read in what came. */
  refuse(name: string, message: string): void;
  /** Files are held over the page. */
  hover(over: boolean): void;
}

export function receiveFiles(intake: Intake): void {
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    // Without this the browser would leave the page and open the file.
    event.preventDefault();
    intake.hover(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) intake.hover(false);
  });
  addEventListener('drop', (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    intake.hover(false);
    const items = event.dataTransfer === null ? null : droppedItems(event.dataTransfer.items);
    if (items === null) give(intake, event.dataTransfer?.files);
    else void openFolders(intake, items);
  });
  addEventListener('paste', (event) => give(intake, event.clipboardData?.files));
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
    give(intake, target.files);
    // So that the same file can be chosen again.
    target.value = '';
  });
}

/** The browser's own dialog, by the input that is in the page for it. */
export function askForFiles(): void {
  document.querySelector<HTMLInputElement>('input[type="file"]')?.click();
}

function carriesFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

async function openFolders(intake: Intake, dropped: Promise<readonly Item[]>): Promise<void> {
  try {
    const items = await dropped;
    const files = await filesOf(items);
    if (files.length > 0) intake.take(files);
    else
      intake.refuse(
        items[0]?.name ?? '',
        t('no captures in this folder (what they hold counts, not their names)'),
      );
  } catch (error) {
    intake.refuse(t('the folder'), error instanceof Error ? error.message : String(error));
  }
}

function give(intake: Intake, list: FileList | null | undefined): void {
  const files = [...(list ?? [])];
  if (files.length > 0) intake.take(files);
}
