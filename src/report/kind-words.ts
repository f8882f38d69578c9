/** The report's kebab-case names as people read them. */

/** How harmless ends are called, one and several; others are called by their names. */
const HARMLESS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'idle-close': ['idle close', 'idle closes'],
  'clean-close': ['clean close', 'clean closes'],
  'health-check': ['health check', 'health checks'],
  'linger-reset': ['reset after a complete response', 'resets after complete responses'],
  'unused-connection': ['connection opened ahead and never used', 'connections opened ahead and never used'],
  scan: ['port scan', 'port scans'],
};

/** So many connections that ended without hurting anybody: `clean close`, `clean closes`. */
export function harmlessName(kind: string, count: number): string {
  return HARMLESS[kind]?.[count === 1 ? 0 : 1] ?? words(kind);
}

/** A kebab-case name, read as words. */
export function words(name: string): string {
  return name.replaceAll('-', ' ');
}
