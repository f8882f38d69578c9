/** Where the whole report is of which an element shows a part. */

const PAGES = /\.html?(?:[?#]|$)/;

/** `href` names it, or `src` where that is a page itself; null where neither does, or it is no page of a server or a disk. */
export function wholeReport(element: HTMLElement): URL | null {
  const src = element.getAttribute('src');
  const address = element.getAttribute('href') ?? (src !== null && PAGES.test(src) ? src : null);
  if (address === null) return null;
  try {
    const url = new URL(address, element.ownerDocument.baseURI);
    return ['http:', 'https:', 'file:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
