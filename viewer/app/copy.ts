/** Out of the page: onto the clipboard, or into a file. Nothing leaves the computer. */

/** Whether the text is on the clipboard now. */
export async function copyText(text: string, container: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, container);
  }
}

/** For pages that may not use the clipboard directly: an embedded frame, an old browser. */
function copyBySelection(text: string, container: HTMLElement): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'offscreen';
  container.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

/** Whether the picture is on the clipboard now: a page from a file or without a gesture may not put it there. */
export async function copyImage(png: Blob): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return true;
  } catch {
    return false;
  }
}

/** Offers the bytes as a download. */
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(blob);
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by the next task; the address is of no further use.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
