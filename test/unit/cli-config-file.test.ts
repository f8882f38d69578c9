import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readConfig } from '../../cli/config-file.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const file = join(folder.path, 'closecall.json');

function read(content: string, options: readonly string[]) {
  folder.file('closecall.json', content);
  return readConfig(file, options);
}

test('a command gets the settings that it has, whichever way they are written', () => {
  const content = '{"tz": "+08:00", "failOn": "error", "strict": true, "jobs": 2, "lang": "zh-CN"}';
  expect(read(content, ['tz', 'fail-on', 'strict', 'jobs'])).toEqual({
    tz: '+08:00',
    'fail-on': 'error',
    strict: true,
    jobs: '2',
  });
  expect(read('{"fail-on": "note"}', ['fail-on'])).toEqual({ 'fail-on': 'note' });
});

test('a byte order mark before the settings is none of them', () => {
  expect(read('\ufeff{"tz": "+08:00"}', ['tz'])).toEqual({ tz: '+08:00' });
});

test('names lie beside the configuration, wherever the program is started', () => {
  expect(read('{"names": "pods.json"}', ['names'])).toEqual({ names: join(folder.path, 'pods.json') });
});

test.each([
  ['what is asked of a capture', '{"port": 80}', 'there is no setting port, but tz, names'],
  ['a text for a switch', '{"strict": "yes"}', 'strict has to be true or false'],
  ['a switch for a text', '{"tz": true}', 'tz has to be a text'],
  ['no JSON', '{"tz"', 'is not JSON'],
  ['a list', '[]', 'is no JSON object'],
])('a file with %s is told, even for a command that would not need it', (_what, content, message) => {
  expect(() => read(content, [])).toThrow(message);
});

test('a file that is not there is told', () => {
  expect(() => readConfig('/nowhere/c.json', [])).toThrow(
    '--config /nowhere/c.json: no such file or directory',
  );
});
