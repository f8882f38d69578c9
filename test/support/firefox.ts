/** The Firefox that is on this machine, driven by its own Marionette protocol: JSON after its length, over a local socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** It chooses a free port and writes it down; nothing is asked of the network. */
const PREFERENCES = { 'marionette.port': 0, 'browser.shell.checkDefaultBrowser': false };

type Answer = [type: number, id: number, error: { readonly message: string } | null, result: unknown];

/** CLOSECALL_FIREFOX, else the first of the usual places; null where there is none. */
export function firefoxPath(): string | null {
  return process.env.CLOSECALL_FIREFOX ?? PLACES.find(existsSync) ?? null;
}

export class Firefox {
  readonly #program: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #unread = Buffer.alloc(0);
  #asked = 0;

  private constructor(program: ChildProcess, socket: Socket) {
    this.#program = program;
    this.#socket = socket.on('data', (bytes) => this.#receive(bytes));
  }

  /** `profile`: an empty folder. */
  static async launch(path: string, profile: string): Promise<Firefox> {
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});`);
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const flags = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote'];
    const program = spawn(path, [...flags, '--profile', profile], { stdio: 'ignore' });
    const noted = join(profile, 'MarionetteActivePort');
    rmSync(noted, { force: true });
    while (!existsSync(noted) || readFileSync(noted, 'utf8') === '') {
      if (program.exitCode !== null) throw new Error(`Firefox ended with ${program.exitCode}`);
      await pause();
    }
    const socket = connect(Number(readFileSync(noted, 'utf8')), '127.0.0.1');
    await once(socket, 'connect');
    const browser = new Firefox(program, socket);
    await browser.#ask('WebDriver:NewSession', {});
    return browser;
  }

  async open(address: string): Promise<void> {
    await this.#ask('WebDriver:Navigate', { url: address });
  }

  /** What the body of a function returns, in the page. */
  run(body: string): Promise<unknown> {
    return this.#ask('WebDriver:ExecuteScript', { script: body, args: [] });
  }

  /** Until the body of a function returns something true, in the page. */
  async until(body: string): Promise<void> {
    while ((await this.run(body)) !== true) await pause();
  }

  async press(key: string): Promise<void> {
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
    await this.#ask('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Everything that the browser's console says, its own remarks too. */
  async console(): Promise<string[]> {
    await this.#ask('Marionette:SetContext', { value: 'chrome' });
    const said = await this.run('return Services.console.getMessageArray().map(({ message }) => message)');
    await this.#ask('Marionette:SetContext', { value: 'content' });
    return said as string[];
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    this.#program.kill();
    if (this.#program.exitCode === null) await once(this.#program, 'exit');
  }

  async #ask(command: string, values: object): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    const text = JSON.stringify([0, id, command, values]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [, , error, result] = await new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    if (error !== null) throw new Error(`${command}: ${error.message}`);
    return (result as { readonly value?: unknown } | null)?.value;
  }

  #receive(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (let colon = this.#unread.indexOf(':'); colon >= 0; colon = this.#unread.indexOf(':')) {
      const end = colon + 1 + Number(this.#unread.toString('utf8', 0, colon));
      if (this.#unread.length < end) return;
      const message: unknown = JSON.parse(this.#unread.toString('utf8', colon + 1, end));
      this.#unread = this.#unread.subarray(end);
      // The first one is a greeting, and no answer.
      if (Array.isArray(message)) this.#waiting.get((message as Answer)[1])?.(message as Answer);
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
