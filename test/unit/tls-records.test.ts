import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { client, concat, hear, type Saying, server, type TalkOptions, type Told } from '../support/talk.ts';
import {
  ALERT,
  ALERT_13,
  CCS,
  clientHello,
  data,
  finished13,
  flight13,
  HANDSHAKE,
  record,
  serverHello,
} from '../support/tls-bytes.ts';

/** TLS 1.3 up to the first request. */
const handshake: readonly Saying[] = [client(clientHello()), server(flight13())];
const tls12: readonly Saying[] = [
  client(clientHello()),
  server(concat(serverHello({ tls13: false }), record(HANDSHAKE, 800), record(HANDSHAKE, 4))),
  client(concat(record(HANDSHAKE, 37), record(CCS, 1), record(HANDSHAKE, 40))),
  server(concat(record(HANDSHAKE, 190), record(CCS, 1), record(HANDSHAKE, 40))),
];

/** Q for a request, r for its response, in order. */
function turns({ exchanges }: Told): string {
  return exchanges.map(({ request, response }) => `${request ? 'Q' : ''}${response ? 'r' : ''}`).join(' ');
}

function afterHandshake(sayings: readonly Saying[], options?: TalkOptions): Told {
  return hear([...handshake, ...sayings], options);
}

describe('records of application data', () => {
  test('the client’s are a request, the server’s its response', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(300, 900)),
      server(data(500)),
      client(data(210)),
      server(data(301)),
    ]);
    expect(heard.protocol).toBe('tls');
    expect(turns(heard)).toBe('Qr Qr');
    expect(heard.exchanges[0]?.response).toMatchObject({ status: null, framing: 'turn', endFrame: 5 });
    expect(heard.exchanges[0]?.request).toMatchObject({ method: null, target: null });
  });

  test('a request starts behind the client’s Finished, in the same segment', () => {
    const flight = concat(clientHello(), finished13()).length;
    const heard = afterHandshake([client(concat(finished13(), data(200)))]);
    expect(heard.exchanges[0]?.request).toMatchObject({ start: { seq: 1 + flight }, end: 1 + flight + 205 });
  });

  test('in TLS 1.2 the handshake is told by type, and nothing is guessed by size', () => {
    const heard = hear([
      ...tls12,
      client(data(170)),
      server(data(ALERT_13)),
      client(data(171)),
      server(data(53)),
    ]);
    expect(turns(heard)).toBe('Qr Qr');
  });

  test('early data before the server has said anything is a request', () => {
    const heard = hear([client(concat(clientHello(), data(180))), server(flight13())]);
    expect(turns(heard)).toBe('Q');
  });

  test('a client certificate in front of Finished is no request', () => {
    const flight = concat(record(CCS, 1), data(1200, 280), data(53));
    expect(turns(afterHandshake([client(flight)]))).toBe('');
    expect(turns(afterHandshake([client(concat(flight, data(200))), server(data(300))]))).toBe('Qr');
  });

  test('a whole client flight in one record is followed by a request', () => {
    const flight = concat(record(CCS, 1), data(1500));
    expect(turns(afterHandshake([client(flight), client(data(200)), server(data(300))]))).toBe('Qr');
  });

  test('the SHA-384 suite has a longer Finished', () => {
    const heard = hear([
      client(clientHello()),
      server(flight13({ suite: 0x1302 })),
      client(concat(record(CCS, 1), data(69), data(200))),
      server(data(300, 20)),
    ]);
    expect(turns(heard)).toBe('Qr');
  });
});

describe('what looks like data and is none', () => {
  test('an alert before the close is no response, and where the server’s farewell is', () => {
    const heard = afterHandshake([client(concat(finished13(), data(200))), server(data(ALERT_13))], {
      closes: { by: 'server', at: 9 },
    });
    expect(turns(heard)).toBe('Q');
    expect(heard.log.controlUpTo).toBe(1 + flight13().length + data(ALERT_13).length);
    expect(heard.log.farewellEnd).toBe(heard.log.controlUpTo);
  });

  test('two bytes of data are taken for data when more of it follows', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(concat(data(300), data(301, 302))),
      client(data(200)),
      server(data(ALERT_13)),
      server(data(400)),
    ]);
    expect(turns(heard)).toBe('Qr Qr');
    expect(heard.exchanges[1]?.response?.start.frame).toBe(6);
  });

  test('or when the client, having received them, goes on', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(300, 301, 302)),
      client(data(200)),
      server(data(ALERT_13)),
      client(data(200)),
    ]);
    expect(turns(heard)).toBe('Qr Qr Q');
  });

  test('an alert that crosses the next request (T11, T36) answers nothing', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(300, 301, 302)),
      server(data(ALERT_13)),
      client(data(200), { unheard: 1 }),
    ]);
    expect(turns(heard)).toBe('Qr Q');
    expect(heard.log.controlUpTo).toBe(1 + flight13().length + data(300, 301, 302, ALERT_13).length);
  });

  test('the client’s alert is no request', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(300, 301, 302)),
      client(data(ALERT_13)),
    ]);
    expect(turns(heard)).toBe('Qr');
  });

  test('two tickets of one size after the handshake are no response', () => {
    const heard = afterHandshake([client(concat(finished13(), data(200))), server(data(250, 250))]);
    expect(turns(heard)).toBe('Q');
    expect(heard.log.controlUpTo).toBe(1 + flight13().length + data(250, 250).length);
  });

  test('tickets before the response are told apart from it', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(250, 250)),
      server(data(700)),
    ]);
    expect(turns(heard)).toBe('Qr');
    expect(heard.exchanges[0]?.response?.start.frame).toBe(5);
  });

  test('tickets before any request belong to nothing', () => {
    const heard = afterHandshake([
      client(finished13()),
      server(data(250)),
      client(data(200)),
      server(data(9, 8, 7)),
    ]);
    expect(turns(heard)).toBe('Qr');
    expect(heard.exchanges[0]?.response?.start.frame).toBe(6);
  });

  test('a short response without any tickets is one, when the client goes on', () => {
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(data(250)),
      client(data(200)),
      server(data(251)),
    ]);
    expect(turns(heard)).toBe('Qr Qr');
  });

  test('alerts of TLS 1.2 have a type of their own', () => {
    const heard = hear([...tls12, client(data(170)), server(data(160)), server(record(ALERT, 26))]);
    expect(turns(heard)).toBe('Qr');
    expect(heard.log.farewellEnd).toBeGreaterThan(0);
  });
});

describe('what nobody can tell', () => {
  test.each([
    ['TLS 1.3 hides the choice', { tls13: true }, true],
    ['TLS 1.2 chose it', { tls13: false, alpn: 'h2' }, true],
    ['TLS 1.2 chose HTTP/1.1', { tls13: false, alpn: 'http/1.1' }, false],
  ])('HTTP/2 was offered and %s', (_, choice, silent) => {
    const flight = choice.tls13 ? flight13() : concat(serverHello(choice), record(HANDSHAKE, 4));
    const finished = choice.tls13 ? finished13() : concat(record(CCS, 1), record(HANDSHAKE, 40));
    const heard = hear([
      client(clientHello('h2', 'http/1.1')),
      server(flight),
      client(finished),
      client(data(200)),
      server(data(300, 301, 302)),
    ]);
    expect(heard.protocol).toBe('tls');
    expect(turns(heard)).toBe(silent ? '' : 'Qr');
  });

  test('nor is a longer client flight a request where HTTP/2 may be inside', () => {
    const flight = concat(record(CCS, 1), data(63), data(87, 551));
    const heard = hear([client(clientHello('h2')), server(flight13()), client(flight), server(data(900))]);
    expect(turns(heard)).toBe('');
  });

  test('a record that the close cuts lacks bytes, and its response has no end', () => {
    const cut = data(300, 301, 302).subarray(0, -100);
    const heard = afterHandshake([client(concat(finished13(), data(200))), server(cut)]);
    expect(heard.exchanges[0]?.response).toMatchObject({ end: null, bytesMissing: 100, framing: 'turn' });
  });

  test('a request that is cut has no end', () => {
    const heard = afterHandshake([client(concat(finished13(), data(200).subarray(0, -1)))]);
    expect(heard.exchanges[0]?.request?.end).toBeNull();
  });

  test('bodies cut by the snaplen are passed by arithmetic', () => {
    const answer = data(300, 301, 1000);
    const heard = afterHandshake([
      client(concat(finished13(), data(200))),
      server(answer, { missing: 900 }),
      client(data(200), { missing: 150 }),
    ]);
    expect(turns(heard)).toBe('Qr Q');
  });

  test('a capture that begins in mid-connection takes all application data for data', () => {
    const heard = hear([server(data(300)), client(data(200)), server(data(ALERT_13, 300))], {
      midstream: true,
    });
    expect(heard.protocol).toBe('tls');
    expect(turns(heard)).toBe('Qr');
  });
});

const conversation: readonly Saying[] = [
  ...handshake,
  client(concat(finished13(), data(200))),
  server(data(250, 250)),
  server(data(900, 19)),
  client(data(222, 333)),
  server(data(400)),
  server(data(ALERT_13)),
  client(data(200), { unheard: 1 }),
];

test('the cut into chunks never matters', () => {
  const whole = hear(conversation);
  expect(turns(whole)).toBe('Qr Qr Q');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 }), (pieces) => {
      const heard = hear(conversation, { pieces });
      expect(heard.exchanges).toEqual(whole.exchanges);
      expect(heard.log.controlUpTo).toBe(whole.log.controlUpTo);
    }),
    { numRuns: 50 },
  );
});

test('any records and any rubbish are read to an end', () => {
  const anyPart = fc.oneof(
    fc
      .tuple(fc.integer({ min: 19, max: 25 }), fc.integer({ min: 0, max: 80 }))
      .map(([type, size]) => record(type, size)),
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(clientHello('h2'), serverHello({ tls13: true }), serverHello({ tls13: false })),
  );
  const anySaying = fc
    .tuple(fc.boolean(), fc.array(anyPart, { minLength: 1, maxLength: 4 }), fc.nat(3))
    .map(([mine, parts, unheard]) => (mine ? client : server)(concat(...parts), { unheard }));
  fc.assert(
    fc.property(fc.array(anySaying, { maxLength: 10 }), (sayings) => {
      hear([client(clientHello()), ...sayings]);
    }),
  );
});
