/** Scrolling to what is selected. */

/** Pixels that it keeps from the edges of the screen. */
const MARGIN = 24;

/**
 * Shows the element above the sheet: who goes step by step sees as little scrolling as possible, who leaps sees what lies around it.
 * `scroll-margin` does nothing for parts of a drawing.
 */
export function scrollClear(element: Element, sheet: HTMLElement, isLeap: boolean): void {
  const { top, bottom } = element.getBoundingClientRect();
  const floor = globalThis.innerHeight - (sheet.hidden ? 0 : sheet.offsetHeight) - MARGIN;
  if (isLeap) globalThis.scrollBy(0, (top + bottom - floor - MARGIN) / 2);
  else if (top < MARGIN) globalThis.scrollBy(0, top - MARGIN);
  else if (bottom > floor) globalThis.scrollBy(0, Math.min(bottom - floor, top - MARGIN));
}

/** Scrolls inside the list only: the page stays where the reader is. */
export function showSelectedRow(list: HTMLElement): void {
  const row = list.querySelector<HTMLElement>('tr.selected');
  if (row === null) return;
  const above = row.offsetTop - list.scrollTop;
  if (above < row.offsetHeight || above + row.offsetHeight > list.clientHeight)
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
}
