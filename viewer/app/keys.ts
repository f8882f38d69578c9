/** Keys and the commands they stand for. */
import type { Phrase } from '../words/language.ts';

export interface Key {
  readonly keys: readonly string[];
  readonly command: string;
  readonly help: Phrase;
}

export const KEYS: readonly Key[] = [
  { keys: ['j', 'ArrowDown'], command: 'packet-next', help: 'next packet' },
  { keys: ['k', 'ArrowUp'], command: 'packet-previous', help: 'previous packet' },
  { keys: ['ArrowRight'], command: 'packet-answer', help: 'the packet that answers it' },
  { keys: ['ArrowLeft'], command: 'packet-cause', help: 'the packet that it answers' },
  { keys: ['Enter', ' '], command: 'detail', help: "the packet's numbers" },
  { keys: ['o'], command: 'unfold', help: 'unfold or fold a run of data' },
  { keys: ['n'], command: 'next', help: 'next finding' },
  { keys: ['p'], command: 'previous', help: 'previous finding' },
  { keys: [']'], command: 'connection-next', help: 'next connection' },
  { keys: ['['], command: 'connection-previous', help: 'previous connection' },
  { keys: ['g'], command: 'goto', help: 'go to a frame' },
  { keys: ['r'], command: 'verdict', help: 'the packet that decided' },
  { keys: ['a'], command: 'acks', help: 'show pure acknowledgements' },
  { keys: ['e'], command: 'silence', help: 'show the next silence at length, or not' },
  { keys: ['z'], command: 'axis', help: 'axis: compressed, linear, ordinal' },
  { keys: ['+', '='], command: 'zoom-in', help: 'more room for time' },
  { keys: ['-'], command: 'zoom-out', help: 'less room for time' },
  { keys: ['t'], command: 'view', help: 'drawing or table' },
  { keys: ['c'], command: 'share', help: 'copy or save' },
  { keys: ['/'], command: 'filter', help: 'filter findings and connections' },
  { keys: ['?'], command: 'help', help: 'this help' },
  { keys: ['Escape'], command: 'close', help: 'close what is open' },
];

/** These belong to the page unless a packet has the focus. */
const ONLY_ON_PACKETS = new Set(['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft', 'Enter', ' ']);

/**
 * The command for a key press; null where the key is somebody else's: with a modifier, in a field, on a button.
 * `single` says whether bare letters may act (WCAG 2.1.4: the reader can turn that off).
 */
export function commandFor(event: KeyboardEvent, single: boolean): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (event.key === 'Escape') return 'close';
  if (target?.closest('input, textarea, select, [contenteditable]') != null) return null;
  const onPacket = target?.closest('[data-packet]') != null;
  if (ONLY_ON_PACKETS.has(event.key) ? !onPacket : !single) return null;
  return KEYS.find(({ keys }) => keys.includes(event.key))?.command ?? null;
}
