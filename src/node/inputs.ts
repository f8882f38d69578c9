/** From what the user names (files, directories, globs, standard input) to the files to read. */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCapture } from '../input/head.ts';
import type { Problem } from '../input/problem.ts';
import { peek } from './peek.ts';
import { systemCode, unreadable } from './problem.ts';
import { STDIN } from './read-file.ts';

interface Inputs {
  /** Every capture once, in the order named; those of a directory sorted by name. `-` is standard input. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** How deep a directory is searched. Links to directories are not followed, so there are no circles. */
const DEEPEST = 32;

const GLOB_CHARACTERS = /[*?{]|\[[^\]/]+\]/;

/**
 * Finds the captures behind `names`. A directory is searched for captures by content, hidden entries left out. A
 * file named directly is taken as it is: whether it is a capture is found out by reading it.
 */
export async function expandInputs(names: readonly string[]): Promise<Inputs> {
  const search = new Search();
  for (const name of names) await search.add(name);
  return search;
}

class Search implements Inputs {
  readonly paths: string[] = [];
  readonly problems: Problem[] = [];
  /** Real paths, so that a file named twice is read once. */
  readonly #seen = new Set<string>();

  async add(name: string): Promise<void> {
    if (name === STDIN) {
      this.#take(name, name);
      return;
    }
    try {
      await this.#addPath(name, statSync(name));
    } catch (error) {
      if (systemCode(error) === 'ENOENT' && GLOB_CHARACTERS.test(name)) await this.#addGlob(name);
      else this.problems.push(unreadable(name, error));
    }
  }

  async #addPath(path: string, stat: Stats): Promise<void> {
    if (!stat.isDirectory()) {
      this.#take(path, stat.isFile() ? realpathSync(path) : path);
      return;
    }
    const before = this.paths.length + this.problems.length;
    await this.#addDirectory(path, 0);
    if (this.paths.length + this.problems.length > before) return;
    const message = 'the directory holds no captures (files are told by content, hidden ones are left out)';
    this.problems.push({ path, code: 'no-captures', message });
  }

  async #addDirectory(directory: string, depth: number): Promise<void> {
    let entries: Dirent[];
    try {
      entries = readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      this.problems.push(unreadable(directory, error));
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (depth < DEEPEST) await this.#addDirectory(path, depth + 1);
      } else if (entry.isFile() || entry.isSymbolicLink()) await this.#addFound(path);
    }
  }

  /** A file met on the way: sockets, pipes and dangling links are none of ours. */
  async #addFound(path: string): Promise<void> {
    try {
      if (statSync(path).isFile() && isCapture(path, await peek(path))) this.#take(path, realpathSync(path));
    } catch (error) {
      // Links that lead nowhere, or round in a circle, are no captures.
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ELOOP')
        this.problems.push(unreadable(path, error));
    }
  }

  async #addGlob(pattern: string): Promise<void> {
    const { glob } = await import('tinyglobby');
    const matches = await glob(pattern, { expandDirectories: false });
    if (matches.length === 0) {
      this.problems.push({ path: pattern, code: 'no-match', message: 'no file matches this pattern' });
    }
    for (const match of matches.sort()) this.#take(match, realpathSync(match));
  }

  #take(path: string, identity: string): void {
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    this.paths.push(path);
  }
}
