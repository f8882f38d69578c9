/**
 * What somebody dropped: files as they are, of folders the captures in them. Browsers have two ways into a folder. Handles work in a
 * page that was opened from a file too, where Chromium refuses entries; Firefox and Safari have entries only.
 */
import { isCapture } from '../input/head.ts';
import { BlobInput } from './blob-input.ts';

/** A file or a folder. */
export interface Item {
  readonly name: string;
  /** Null for a folder. */
  readonly file: (() => Promise<File>) | null;
  readonly list: () => Promise<readonly Item[]>;
}

/** How deep a folder is searched. */
const DEEPEST = 32;

/** Asked during the event of the drop, after which browsers forget what was dropped. Null where no folder is among it. */
export function droppedItems(list: DataTransferItemList): Promise<readonly Item[]> | null {
  const items = [...list].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return null;
  return Promise.all(
    items.map(async (item, place) => {
      const handle = await handleOf(item);
      const entry = entries[place];
      if (handle !== null) return fromHandle(handle);
      if (entry != null) return fromEntry(entry);
      throw new Error('this browser does not open folders');
    }),
  );
}

/** Hidden files are left out, what is gone, and what is no capture by its first bytes; sorted by name, and named with their folders. */
export async function filesOf(items: readonly Item[]): Promise<File[]> {
  const files: File[] = [];
  for (const item of items) {
    if (item.file === null) await search(item, item.name, 0, files);
    else files.push(await item.file());
  }
  return files;
}

async function search(folder: Item, path: string, depth: number, files: File[]): Promise<void> {
  const items = (await folder.list()).filter(({ name }) => !name.startsWith('.'));
  for (const item of items.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const own = `${path}/${item.name}`;
    if (item.file !== null) {
      const file = await item.file().catch(nullIfGone);
      if (file === null) continue;
      const head = await new BlobInput(own, file, null).begin();
      // What cannot be read is handed on: the analysis tells of it.
      if (head === null || isCapture(own, head)) files.push(new File([file], own));
    } else if (depth < DEEPEST) await search(item, own, depth + 1, files);
  }
}

/** A link that leads nowhere, or a file that was removed meanwhile, is no capture. */
function nullIfGone(error: unknown): null {
  if (error instanceof DOMException && error.name === 'NotFoundError') return null;
  throw error;
}

/** Of the File System API, as far as it is used. */
interface Handle {
  readonly kind: 'file' | 'directory';
  readonly name: string;
  getFile(): Promise<File>;
  values(): AsyncIterable<Handle>;
}

async function handleOf(item: DataTransferItem): Promise<Handle | null> {
  const { getAsFileSystemHandle: ask } = item as { getAsFileSystemHandle?: () => Promise<Handle | null> };
  // Refused in frames without permission: entries may work.
  return ask === undefined ? null : ask.call(item).catch(() => null);
}

function fromHandle(handle: Handle): Item {
  const list = async () => {
    const items: Item[] = [];
    for await (const each of handle.values()) items.push(fromHandle(each));
    return items;
  };
  return { name: handle.name, file: handle.kind === 'file' ? () => handle.getFile() : null, list };
}

function fromEntry(entry: FileSystemEntry): Item {
  const open = () =>
    new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
  return { name: entry.name, file: entry.isFile ? open : null, list: () => entriesIn(entry) };
}

/** A reader gives about a hundred at a time, and none at the end. */
async function entriesIn(entry: FileSystemEntry): Promise<Item[]> {
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const items: Item[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return items;
    items.push(...some.map(fromEntry));
  }
}
