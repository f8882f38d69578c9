/** JSON of a value in which nothing acts on a terminal: JSON escapes C0 controls only, some terminals obey DEL and C1 as well. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
