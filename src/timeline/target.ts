/** Request targets as they may leave the program. */

/** Queries carry secrets, and reports are passed around: the target up to `?` or `#`. */
export function withoutQuery(target: string): string {
  return target.replace(/[?#].*$/s, '');
}
