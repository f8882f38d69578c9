import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { client, hear, type Saying, server, type TalkOptions, type Told } from '../support/talk.ts';

/** Payload that a snaplen of 54 bytes hides. */
function hidden(from: 'client' | 'server', size: number, more: Partial<Saying> = {}): Saying {
  return { from, bytes: new Uint8Array(size), missing: size, ...more };
}

function turns({ exchanges }: Told): string {
  return exchanges.map(({ request, response }) => `${request ? 'Q' : ''}${response ? 'r' : ''}`).join(' ');
}

const closedBy = (by: 'client' | 'server', at: number, unheard = 0): TalkOptions => ({
  closes: { by, at, unheard },
});

describe('payload that was not captured', () => {
  test('the client’s words are a request, the server’s its response', () => {
    const heard = hear([
      hidden('client', 100),
      hidden('server', 200),
      hidden('server', 50),
      hidden('client', 99),
    ]);
    expect(heard.protocol).toBe('turns');
    expect(turns(heard)).toBe('Qr Q');
    expect(heard.exchanges[0]).toMatchObject({
      request: { start: { seq: 1, frame: 1 }, end: 101, method: null },
      response: { start: { seq: 1, frame: 2 }, end: 251, endFrame: 3, framing: 'turn', hidden: false },
    });
  });

  test('a request in several packets is one, and ends where the answer begins', () => {
    const heard = hear([hidden('client', 100), hidden('client', 100), hidden('server', 10)]);
    expect(turns(heard)).toBe('Qr');
    expect(heard.exchanges[0]?.request).toMatchObject({ end: 201, endFrame: 2 });
  });

  test('what the server had sent before it got the request is no answer to it', () => {
    const heard = hear([
      hidden('client', 100),
      hidden('server', 200),
      hidden('server', 24),
      hidden('client', 90, { unheard: 1 }),
    ]);
    expect(turns(heard)).toBe('Qr Q');
    expect(heard.exchanges[0]?.response?.end).toBe(201);
    expect(heard.log.controlUpTo).toBe(225);
  });

  test('the same where the capture shows the request first', () => {
    const heard = hear([
      hidden('client', 100),
      hidden('server', 200),
      hidden('client', 90),
      hidden('server', 24, { unheard: 1 }),
    ]);
    expect(turns(heard)).toBe('Qr Q');
    expect(heard.log.controlUpTo).toBe(225);
  });

  test('an unanswered request of a connection that the server closed stays', () => {
    expect(turns(hear([hidden('client', 100)], closedBy('server', 1)))).toBe('Q');
  });

  test('who closes right after its own words had asked nothing', () => {
    const words = [hidden('client', 100), hidden('server', 200), hidden('client', 5, { at: 3 })];
    expect(turns(hear(words, closedBy('client', 3.1)))).toBe('Qr');
    expect(turns(hear(words, closedBy('client', 60)))).toBe('Qr Q');
  });

  test('nor had who left before the answer came', () => {
    const words = [
      hidden('client', 100),
      hidden('server', 200),
      hidden('client', 5, { at: 3 }),
      hidden('server', 9, { at: 4 }),
    ];
    expect(turns(hear(words, closedBy('client', 3.1, 1)))).toBe('Qr');
    expect(turns(hear(words, closedBy('client', 5)))).toBe('Qr Qr');
  });

  test('but who closes because it heard of the server’s close had', () => {
    const words = [
      hidden('client', 100),
      hidden('server', 200),
      hidden('server', 24, { at: 3 }),
      hidden('client', 90, { at: 3, unheard: 1 }),
    ];
    expect(turns(hear(words, closedBy('client', 3.1)))).toBe('Qr Q');
  });

  test('a monologue with pauses is no request', () => {
    const words = [0, 5, 10].map((at) => hidden('client', 100, { at }));
    expect(turns(hear(words, closedBy('server', 11)))).toBe('');
    expect(hear(words, closedBy('server', 11)).log.requests).toBe(0);
  });

  test('a keep-alive probe that the capture missed says nothing', () => {
    expect(turns(hear([hidden('client', 100), hidden('server', 9), hidden('client', 1)]))).toBe('Qr');
  });

  test('where both sides talk at once nothing is paired', () => {
    const chatter = Array.from({ length: 4 }, () => [
      hidden('client', 10),
      hidden('server', 10),
      hidden('server', 10, { unheard: 1 }),
      hidden('client', 10, { unheard: 1 }),
    ]).flat();
    const heard = hear(chatter);
    expect(heard.protocol).toBe('unknown');
    expect(heard.exchanges).toEqual([]);
    expect(heard.log).toMatchObject({ requests: 0, responses: 0 });
  });
});

describe('segments of which the snaplen left a few bytes', () => {
  const scrap = (from: 'client' | 'server', text: string, more: Partial<Saying> = {}): Saying => ({
    ...hidden(from, 100, more),
    bytes: Uint8Array.from(text.padEnd(100), (letter) => letter.charCodeAt(0)),
    missing: 100 - text.length,
  });

  test('are as good as those of which it left none', () => {
    const heard = hear(
      [scrap('client', 'PO'), scrap('server', 'HT'), scrap('client', 'PO')],
      closedBy('client', 9),
    );
    expect(heard.protocol).toBe('turns');
    expect(turns(heard)).toBe('Qr Q');
  });
});

describe('bytes of an unknown protocol', () => {
  test('a first request that nobody answered accuses nobody', () => {
    expect(turns(hear([client('\x01what?')], closedBy('server', 1)))).toBe('');
  });

  test('after one answer a close without another counts', () => {
    const words = [client('\x01ask'), server('\x02tell'), client('\x01ask again')];
    expect(turns(hear(words, closedBy('server', 9)))).toBe('Qr Q');
    expect(turns(hear(words, closedBy('client', 9)))).toBe('Qr');
  });

  test('what the client left behind of an answer is nobody’s loss', () => {
    const words = [client('\x01ask'), server('\x02te'), server('\x02ll')];
    expect(hear(words, closedBy('client', 9, 1)).exchanges[0]?.response?.end).toBe(4);
  });

  test('a server that speaks first is noted; its greeting answers nothing', () => {
    const heard = hear([
      server('220 mail\r\n'),
      client('EHLO a\r\n'),
      server('250 ok\r\n'),
      client('QUIT\r\n'),
    ]);
    expect(heard.protocol).toBe('turns');
    expect(turns(heard)).toBe('Qr Q');
    expect(heard.log.oddities?.get('server-spoke-first')).toBe(1);
  });
});

test('the cut into chunks never matters', () => {
  const words = [
    client('\x01ask'),
    server('\x02tell a lot about it'),
    client('\x01ask again'),
    server('\x02tell more'),
    client('\x01and', { unheard: 1 }),
  ];
  const whole = hear(words).exchanges;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }), (pieces) => {
      expect(hear(words, { pieces }).exchanges).toEqual(whole);
    }),
  );
});

test('any conversation is heard to its end, with no more answers than requests', () => {
  const anySaying = fc
    .record({
      mine: fc.boolean(),
      size: fc.integer({ min: 1, max: 9 }),
      seen: fc.boolean(),
      unheard: fc.nat(3),
    })
    .map(({ mine, size, seen, unheard }) => ({
      from: mine ? ('client' as const) : ('server' as const),
      bytes: new Uint8Array(size),
      missing: seen ? 0 : size,
      unheard,
    }));
  fc.assert(
    fc.property(fc.array(anySaying, { maxLength: 20 }), fc.boolean(), (words, byClient) => {
      const heard = hear(words, closedBy(byClient ? 'client' : 'server', 30));
      expect(heard.log.responses).toBeLessThanOrEqual(heard.log.requests);
      for (const { request, response } of heard.exchanges) {
        expect(request).not.toBeNull();
        expect(response?.end ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(response?.start.seq ?? 0);
      }
    }),
  );
});
