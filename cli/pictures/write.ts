/** `show -o`: one finding as a file, or in every form as a folder for a postmortem. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemReason } from '../../src/node/problem.ts';
import type { Finding } from '../../src/report/schema.ts';
import { CHROMIUM_ADVICE, findChromium } from '../chromium.ts';
import { checkOutput, isDirectory, writeOutput } from '../output.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';
import { contentOf, FORMS, type Form, formOf, type Subject } from './forms.ts';

/** A name that ends with a slash, or a folder that is there. */
function isFolder(output: string): boolean {
  return /[\\/]$/.test(output) || isDirectory(output);
}

/** Says before the work is done that `output` cannot or must not be written. Throws `UsageError`. */
export async function checkPictures(output: string, inputs: readonly string[]): Promise<void> {
  if (isFolder(output)) return;
  formOf(output);
  await checkOutput(output, inputs);
}

/** Writes the forms and tells which. Throws `UsageError`. */
export async function writePictures(
  subject: Subject,
  output: string,
  inputs: readonly string[],
  quiet: boolean,
): Promise<void> {
  if (!isFolder(output)) {
    await write(subject, formOf(output), output);
    if (!quiet) say(`wrote ${output}`);
    return;
  }
  makeFolder(output);
  const [forms, remark] = possibleForms(subject);
  const files = forms.map((form) => ({ form, path: join(output, `${nameOf(subject.finding)}.${form}`) }));
  for (const { path } of files) await checkOutput(path, inputs);
  for (const { form, path } of files) await write(subject, form, path);
  if (!quiet) say(`wrote ${files.map(({ path }) => path).join(', ')}`);
  if (remark !== '') say(remark);
}

async function write(subject: Subject, form: Form, path: string): Promise<void> {
  const content = await contentOf(form, subject);
  await writeOutput(path, typeof content === 'string' ? [content] : content);
}

/** What can be written of this finding here, and what to say about the rest. */
function possibleForms({ timeline }: Subject): [readonly Form[], string] {
  if (timeline === null)
    return [
      ['html', 'md'],
      'no pictures: this input holds no packets of the connection; name the captures themselves',
    ];
  if (findChromium() === null)
    return [FORMS.filter((form) => form !== 'png'), `no PNG, which needs a browser: ${CHROMIUM_ADVICE}`];
  return [FORMS, ''];
}

/** Unique among the findings of a report, and told from others in a folder of a postmortem. */
function nameOf({ kind, id }: Finding): string {
  return `${kind}-${id}`.replace(/[^A-Za-z0-9-]/g, '_');
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UsageError(`--output ${path}: the folder cannot be made: ${systemReason(error)}`);
  }
}
