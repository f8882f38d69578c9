/** What Node's own HTTP/2 (nghttp2) puts on the wire, recorded between a client and a server on the loopback. */
import { once } from 'node:events';
import * as http2 from 'node:http2';
import * as net from 'node:net';
import { expect, test } from '@jest/globals';
import { client, hear, type Saying, server } from '../support/talk.ts';

/** Passes connections on to `port` and keeps what each side says, in order. */
async function recorder(port: number): Promise<{ port: number; sayings: Saying[]; close: () => void }> {
  const sayings: Saying[] = [];
  const relay = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    near.on('data', (bytes) => {
      sayings.push(client(new Uint8Array(bytes)));
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      sayings.push(server(new Uint8Array(bytes)));
      near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return { port: (relay.address() as net.AddressInfo).port, sayings, close: () => relay.close() };
}

async function ask(session: http2.ClientHttp2Session, path: string, headers: object): Promise<void> {
  const stream = session.request({ ':path': path, ...headers });
  stream.end();
  stream.resume();
  await once(stream, 'close');
}

test('method, target, host, id and status are those that Node sent, over many requests', async () => {
  const upstream = http2.createServer((request, response) => {
    response.writeHead(request.url.includes('missing') ? 404 : 200, { server: 'node-test' });
    response.end('x'.repeat(20_000));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const tap = await recorder((upstream.address() as net.AddressInfo).port);
  const session = http2.connect(`http://127.0.0.1:${tap.port}`);
  const all = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i));
  for (let i = 0; i < 30; i++) {
    await ask(session, `/${i % 7 === 0 ? 'missing' : 'found'}/${i}`, {
      'x-filler': all.repeat(i % 5),
      cookie: `n=${i}`,
    });
  }
  await ask(session, '/last', { 'x-request-id': 'id-31', host: 'elsewhere.test', 'x-all': all });
  session.close();
  await once(session, 'close');
  tap.close();
  upstream.close();

  const heard = hear(tap.sayings, { pieces: [7, 1000, 1, 9, 50_000] });
  expect(heard.protocol).toBe('http/2');
  expect(heard.log).toMatchObject({ requests: 31, responses: 31, server: 'node-test', oddities: null });
  const last = heard.exchanges
    .slice(-3)
    .map(({ request, response }) => `${request?.target} ${response?.status}`);
  expect(last).toEqual(['/missing/28 404', '/found/29 200', '/last 200']);
  expect(heard.exchanges.at(-1)?.request).toMatchObject({
    method: 'GET',
    id: 'id-31',
    end: expect.any(Number),
  });
});
