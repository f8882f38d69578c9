/** Editors and shells of Windows begin UTF-8 with a mark, which is no JSON. */
export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
