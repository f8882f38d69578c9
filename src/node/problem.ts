/** Failed system calls in words. */
import type { Problem } from '../input/problem.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  EIO: 'the disk reports an error',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file may not become longer',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
};

/** The code of a failed system call (`ENOENT`), or null for any other error. */
export function systemCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** A system call's failure in words; unknown codes are given as they are. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  if (code === null) return error instanceof Error ? error.message : String(error);
  return REASONS[code] ?? code;
}

/** The problem that a failed system call on `path` is. */
export function unreadable(path: string, error: unknown): Problem {
  const code = systemCode(error) === 'ENOENT' ? 'no-such-file' : 'unreadable';
  return { path, code, message: systemReason(error) };
}
