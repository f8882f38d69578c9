/**
 * Stands in for the package string-width in the bundle (`scripts/build.mjs`). yargs lays out the help with it; the help is
 * ASCII, and the package's tables of scripts and emoji take longer to load than a small capture to analyse.
 */
// biome-ignore lint/style/noDefaultExport: the package has one.
export default function stringWidth(text: string): number {
  return text.length;
}
