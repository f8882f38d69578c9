import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pc from 'picocolors';
import { commandBlock } from '../../cli/render/block.ts';
import { shellWord, shellWords } from '../../cli/render/shell.ts';
import {
  bytesText,
  count,
  duration,
  listed,
  percent,
  plain,
  shorten,
  spread,
  terminalColumns,
  textWidth,
  wrap,
} from '../../cli/render/text.ts';
import { Zone } from '../../cli/render/zone.ts';

describe('numbers read as people read them', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [3_418_207, '3,418,207'],
  ])('count(%d)', (value, text) => {
    expect(count(value)).toBe(text);
  });

  test.each([
    [1, '1 byte'],
    [999, '999 bytes'],
    [94_629, '94.6 kB'],
    [6_234_567_890, '6.2 GB'],
  ])('bytesText(%d)', (value, text) => {
    expect(bytesText(value)).toBe(text);
  });

  test.each([
    [0.00018, '0.18 ms'],
    [0.063, '63.0 ms'],
    [7.0021, '7.002 s'],
    [60.171, '60.17 s'],
    [351.2, '351 s'],
    [7_200, '2.0 h'],
  ])('duration(%d)', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  test.each([
    [279, 3_418_207, '0.008 %'],
    [24, 103, '23 %'],
    [3, 70, '4.3 %'],
    [0, 70, '0 %'],
    [1, 1e12, '0.000000 %'],
    [0, 0, '0 %'],
  ])('percent(%d, %d)', (part, whole, text) => {
    expect(percent(part, whole)).toBe(text);
  });
});

describe('captured text on a terminal', () => {
  test('cannot send escapes, move the cursor or turn the writing round', () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\r\n\u009b31m\u202egnp.exe\u0000';
    expect(plain(hostile)).toMatch(/^[\x20-\x7e]+$/);
    expect(shellWord(hostile)).toMatch(/^[\x20-\x7e]+$/);
  });

  test('is never longer than its column', () => {
    expect(shorten('/a/very/long/path', 10)).toBe('/a/very...');
    expect(shorten('\u001b'.repeat(50), 10)).toHaveLength(10);
    expect(shorten('short', 10)).toBe('short');
  });

  test('is one word for the shell', () => {
    expect(shellWord('captures/gw-a_0310.pcap')).toBe('captures/gw-a_0310.pcap');
    expect(shellWord("it's $HOME;ls")).toBe("'it'\\''s $HOME;ls'");
    expect(shellWord("ü'\n\\")).toBe("$'\\303\\274\\047\\012\\134'");
  });
});

describe('lines', () => {
  test('break between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
    expect(wrap('a limit of 75 s or 3 requests', 13)).toEqual(['a limit of', '75 s or 3', 'requests']);
  });

  test('hold two texts where both fit', () => {
    expect(spread('left', 'right', 12)).toEqual(['left   right']);
    expect(spread('left', 'right', 9)).toEqual(['left', 'right']);
  });

  test('list as many items as fit', () => {
    expect(listed(['a', 'b', 'c'], 20)).toBe('a, b, c');
    expect(listed(['alpha', 'beta', 'gamma', 'delta'], 20)).toBe('alpha and 3 more');
    expect(listed(['alpha'], 2)).toBe('alpha');
  });
});

test('what runs through a pager is as wide as the terminal behind it', () => {
  const streams = [process.stdout, process.stderr];
  const before = streams.map((stream) => Object.getOwnPropertyDescriptor(stream, 'columns'));
  const told = (...columns: (number | undefined)[]) => {
    streams.forEach((stream, i) => {
      Object.defineProperty(stream, 'columns', { value: columns[i], configurable: true });
    });
    return textWidth(terminalColumns());
  };
  try {
    expect(told(72, 90)).toBe(72);
    expect(told(undefined, 80)).toBe(80);
    expect(told(undefined, undefined)).toBe(100);
  } finally {
    streams.forEach((stream, i) => {
      Object.defineProperty(stream, 'columns', before[i] ?? { value: undefined, configurable: true });
    });
  }
});

describe('a command too long for its line', () => {
  const style = { margin: 0, indent: 6, width: 60, paint: pc.createColors(false) };
  const lines = (words: readonly string[]) => commandBlock('see', shellWords(words), style);

  test('goes on behind a backslash, with an option beside its value', () => {
    const path = '/var/log/nginx/error-with-a-rather-long-name.log';
    expect(lines(['closecall', 'show', 'captures/gateway.pcap', '7f3a', '--log', path])).toEqual([
      'see   closecall show captures/gateway.pcap 7f3a \\',
      `      --log ${path}`,
    ]);
  });

  test('is to a shell what it was on one line, whatever is in its words', () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from('ab-/ \'"\\\t\n;$*é')), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        const text = lines(['printf', '%s\\0', ...words])
          .join('\n')
          .slice(6);
        const told = execFileSync('bash', ['-c', text], { encoding: 'utf8' }).split('\0').slice(0, -1);
        expect(told).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a zone', () => {
  const utc = '2026-11-20T23:12:04.227590123Z';

  test.each([
    ['UTC', '2026-11-20', '23:12:04'],
    ['+08:00', '2026-11-21', '07:12:04'],
    ['-0330', '2026-11-20', '19:42:04'],
    ['Asia/Tokyo', '2026-11-21', '08:12:04'],
    ['Europe/Berlin', '2026-11-21', '00:12:04'],
  ])('%s shows local date and time with all digits', (name, date, time) => {
    expect(new Zone(name).local(utc)).toEqual({ date, time, fraction: '227590123' });
    expect(new Zone(name).label).toBe(name);
  });

  test('that does not exist is wrong use', () => {
    expect(() => new Zone('Mars/Olympus')).toThrow('--tz Mars/Olympus is no time zone');
  });
});
