/**
 * d3-selection with the methods that the viewer uses. They are properties of one object, which no bundler takes apart; without the
 * others, and without the prototypes of what only those make, the bundler drops the rest: 8 of 12 kB in every report.
 */
import { readFileSync } from 'node:fs';

/** What `viewer/app/dom.ts` calls, and what d3 itself calls for it. */
const METHODS = [
  'constructor',
  'selectAll',
  'selectChildren',
  'data',
  'enter',
  'exit',
  'join',
  'merge',
  'order',
  'each',
  'append',
  'select',
  'remove',
  'selection',
];

/** Of `classed` and of `local`: filling them is an effect, which keeps them. */
const UNUSED = /^(?:ClassList|Local)\.prototype = .*?^\};$/gms;

const METHOD = /^ {2}(?:(\w+)|\[Symbol\.iterator\]): \w+,?$/gm;

export const slimD3 = {
  name: 'slim-d3',
  setup(build) {
    build.onLoad({ filter: /d3-selection\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const begin = source.indexOf('Selection.prototype = selection.prototype = {');
      const end = source.indexOf('\n};', begin);
      if (begin < 0 || end < 0) throw new Error('slim-d3: d3-selection has changed its shape');
      const kept = new Set();
      const body = source.slice(begin, end).replace(METHOD, (line, name) => {
        if (!METHODS.includes(name)) return '';
        kept.add(name);
        return line;
      });
      const missing = METHODS.filter((name) => !kept.has(name));
      if (missing.length > 0) throw new Error(`slim-d3: d3-selection has no ${missing.join(', ')}`);
      const contents = (source.slice(0, begin) + body + source.slice(end)).replace(UNUSED, '');
      return { contents, loader: 'js' };
    });
  },
};
