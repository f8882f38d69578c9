/** What the report calls files that come without a path. */

/** Every file with a name that no other has: files from different folders may be called the same. */
export function withNames(files: readonly File[]): [name: string, file: File][] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const name = file.webkitRelativePath || file.name || 'capture';
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return [count === 1 ? name : `${count}/${name}`, file];
  });
}
