import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { begin, FCGI, params, record } from '../support/fastcgi-bytes.ts';
import { client, concat, hear, type Saying, server, type Told } from '../support/talk.ts';

const VARIABLES = {
  SCRIPT_FILENAME: '/srv/index.php',
  REQUEST_METHOD: 'POST',
  REQUEST_URI: '/pay?id=7',
  HTTP_HOST: 'shop.test',
  HTTP_COOKIE: 'c'.repeat(300),
  HTTP_X_REQUEST_ID: 'r-1',
};
const request = (variables: Record<string, string> = VARIABLES) =>
  concat(
    begin(),
    params(variables),
    record(FCGI.PARAMS, ''),
    record(FCGI.STDIN, 'body'),
    record(FCGI.STDIN, ''),
  );
const end = () => record(FCGI.END, new Uint8Array(8));
const output = (head: string) => record(FCGI.STDOUT, `${head}\r\n\r\nhello`, 5);

function told({ exchanges }: Told): string[] {
  return exchanges.map(
    ({ request, response }) =>
      `${request?.method} ${request?.target}${request?.end === null ? '…' : ''} → ${response?.status ?? '-'}${response && response.end === null ? '…' : ''}`,
  );
}

describe('FastCGI', () => {
  test('a request is named by its variables and ends with the empty STDIN', () => {
    const heard = hear([client(request())]);
    expect(heard.protocol).toBe('fastcgi');
    expect(told(heard)).toEqual(['POST /pay?id=7 → -']);
    expect(heard.exchanges[0]?.request).toMatchObject({
      host: 'shop.test',
      id: 'r-1',
      start: { seq: 1 },
      end: 1 + request().length,
    });
  });

  test('without the empty STDIN a request has not ended', () => {
    expect(told(hear([client(request().subarray(0, -8))]))).toEqual(['POST /pay?id=7… → -']);
  });

  test('of two requests of one number an answer is that of the last one of which it acknowledges anything', () => {
    const answer = concat(output('Status: 201 Created'), end());
    const second = request({ ...VARIABLES, REQUEST_URI: '/again' });
    const lateFirst = [client(request()), client(second), server(answer, { unheard: 1 })];
    expect(told(hear(lateFirst))).toEqual(['POST /pay?id=7 → 201', 'POST /again → -']);
    expect(told(hear([...lateFirst, server(answer)]))).toEqual(['POST /pay?id=7 → 201', 'POST /again → 201']);
    const missedFirst = [client(request()), client(second), server(answer)];
    expect(told(hear(missedFirst))).toEqual(['POST /pay?id=7 → -', 'POST /again → 201']);
  });

  test('an authorizer gets no STDIN', () => {
    const asked = concat(begin(1, 2), params(VARIABLES), record(FCGI.PARAMS, ''));
    expect(told(hear([client(asked)]))).toEqual(['POST /pay?id=7 → -']);
  });

  test('a response goes from its first STDOUT to END_REQUEST', () => {
    const answer = concat(
      output('Status: 404 Not Found\r\nContent-Type: text/html'),
      record(FCGI.STDOUT, ''),
      end(),
    );
    const heard = hear([client(request()), server(answer)]);
    expect(told(heard)).toEqual(['POST /pay?id=7 → 404']);
    expect(heard.exchanges[0]?.response).toMatchObject({ framing: 'records', end: 1 + answer.length });
  });

  test.each([
    ['no status', 'Content-Type: a/b', 200],
    ['a status in any case', 'STATUS:  503 Busy', 503],
    ['a status that is none', 'Status: abc', 200],
  ])('%s', (_, head, status) => {
    expect(hear([client(request()), server(output(head))]).exchanges[0]?.response?.status).toBe(status);
  });

  test('the head may be spread over records; where it ends is known to the byte', () => {
    const parts = ['Status: 201 Cre', 'ated\r', '\n\r', '\nbody'].map((part) => record(FCGI.STDOUT, part, 1));
    const heard = hear([client(request()), server(concat(...parts))]);
    expect(heard.exchanges[0]?.response).toMatchObject({
      status: 201,
      headEnd: 1 + concat(...parts.slice(0, 3)).length + 8 + 1,
      end: null,
    });
  });

  test('standard error answers nothing', () => {
    const heard = hear([client(request()), server(record(FCGI.STDERR, 'PHP message: oops'))]);
    expect(told(heard)).toEqual(['POST /pay?id=7 → -']);
    expect(heard.log.controlUpTo).toBe(1 + record(FCGI.STDERR, 'PHP message: oops').length);
  });

  test('END_REQUEST alone is an answer too', () => {
    expect(hear([client(request()), server(end())]).exchanges[0]?.response?.end).not.toBeNull();
  });

  test('one connection carries one request after the other', () => {
    const again = request({ ...VARIABLES, REQUEST_METHOD: 'GET', REQUEST_URI: '/two' });
    const answer = concat(output('A: b'), end());
    const heard = hear([client(request()), server(answer), client(again), server(answer)]);
    expect(told(heard)).toEqual(['POST /pay?id=7 → 200', 'GET /two → 200']);
  });

  test('without KEEP_CONN the exchange is the last by agreement', () => {
    const asked = concat(begin(0), params(VARIABLES), record(FCGI.PARAMS, ''), record(FCGI.STDIN, ''));
    expect(hear([client(asked)]).exchanges[0]?.lastByAgreement).toBe(true);
    expect(hear([client(request())]).exchanges[0]?.lastByAgreement).toBe(false);
  });

  test('a question for values is no request', () => {
    const heard = hear([client(record(FCGI.GET_VALUES, '\x0e\0FCGI_MAX_CONNS', 0, 0)), client(request())]);
    expect(heard.protocol).toBe('fastcgi');
    expect(heard.log.requests).toBe(1);
  });

  test('output whose head the snaplen cuts ends with END_REQUEST as any other', () => {
    const answer = output('Status: 404');
    const cut = [client(request()), server(answer, { missing: answer.length - 12 })];
    expect(hear(cut).exchanges[0]?.response).toMatchObject({ hidden: false, status: null, end: null });
    expect(hear([...cut, server(end())]).exchanges[0]?.response?.end).not.toBeNull();
  });

  test('and is hidden where the snaplen may have cut END_REQUEST away too', () => {
    const answer = concat(output('Status: 404'), end());
    const cut = hear([client(request()), server(answer, { missing: answer.length - 12 })]);
    expect(cut.exchanges[0]?.response).toMatchObject({ hidden: true, end: null });
  });

  test('in mid-connection the records tell who is the client', () => {
    const answer = concat(output('A: b'), end());
    const heard = hear([server(answer), client(request()), server(answer)], { midstream: true });
    expect(heard.protocol).toBe('fastcgi');
    expect(told(heard)).toEqual(['POST /pay?id=7 → 200']);
  });
});

test('the cut into chunks never matters', () => {
  const answer = concat(
    record(FCGI.STDERR, 'x'),
    output('Status: 500 No'),
    record(FCGI.STDOUT, 'more', 4),
    end(),
  );
  const sayings: readonly Saying[] = [client(request()), server(answer), client(request())];
  const whole = hear(sayings).exchanges;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }), (pieces) => {
      expect(hear(sayings, { pieces }).exchanges).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

test('any records and any rubbish are read to an end', () => {
  const anyRecord = fc
    .tuple(fc.nat(12), fc.uint8Array({ maxLength: 30 }), fc.nat(9), fc.nat(2))
    .map(([type, content, padding, id]) => record(type, content, padding, id));
  const anyPart = fc.oneof(anyRecord, fc.uint8Array({ maxLength: 20 }), fc.constant(request()));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), anyPart), { maxLength: 12 }), (parts) => {
      hear([client(request()), ...parts.map(([mine, bytes]) => (mine ? client(bytes) : server(bytes)))]);
    }),
  );
});
