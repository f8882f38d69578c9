/** Well-formed HTTP/1 conversations at random, as fast-check draws them. */
import fc from 'fast-check';

export interface Spoken {
  readonly method: string;
  readonly target: string;
  readonly request: string;
  /** Final status. */
  readonly status: number;
  /** Interim responses included. */
  readonly response: string;
  /** The response has no length: the connection must end after it. */
  readonly untilClose: boolean;
}

const EOL = '\r\n';
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/);
const fieldValue = fc.stringMatching(/^[!-~\t \u0080-ÿ]{0,40}$/).map((value) => value.trim());
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => String.fromCharCode(...bytes));

/** Field lines that mean nothing to the framing. */
const otherFields = fc
  .array(
    fc.tuple(
      fc.constant('X-').chain((prefix) => token.map((name) => prefix + name)),
      fieldValue,
    ),
    { maxLength: 4 },
  )
  .map((fields) =>
    fields.map(([name, value]) => `${name}:${value === '' ? '' : ' '}${value}${EOL}`).join(''),
  );

const spelled = (name: string) =>
  fc
    .constantFrom(name, name.toLowerCase(), name.toUpperCase())
    .chain((text) => fc.constantFrom(': ', ':', ':\t  ').map((colon) => text + colon));

/** RFC 9112 §7.1: sizes in any case, with leading zeros, extensions and trailers. */
const chunked = fc
  .tuple(
    fc.array(
      body.filter((data) => data !== ''),
      { maxLength: 4 },
    ),
    fc.constantFrom('', ';a', ';name="va;lue"', ';a=b;c'),
    fc.constantFrom('', `X-Trailer: t${EOL}`, `X-A: 1${EOL}X-B: 2${EOL}`),
    fc.constantFrom('', '0', '000'),
    fc.boolean(),
  )
  .map(([datas, extension, trailers, zeros, upper]) => {
    const size = (n: number) => zeros + (upper ? n.toString(16).toUpperCase() : n.toString(16));
    const chunks = datas.map((data) => `${size(data.length)}${extension}${EOL}${data}${EOL}`);
    return `${chunks.join('')}0${extension}${EOL}${trailers}${EOL}`;
  });

interface Framed {
  readonly fields: string;
  readonly body: string;
}

const framedByLength: fc.Arbitrary<Framed> = fc
  .tuple(body, spelled('Content-Length'))
  .map(([data, name]) => ({ fields: `${name}${data.length}${EOL}`, body: data }));
const framedByChunks: fc.Arbitrary<Framed> = fc
  .tuple(chunked, spelled('Transfer-Encoding'))
  .map(([data, name]) => ({ fields: `${name}chunked${EOL}`, body: data }));
const noBody: fc.Arbitrary<Framed> = fc.constant({ fields: '', body: '' });

const target = fc.stringMatching(/^\/[!-"$-~]{0,60}$/);

const request = fc
  .tuple(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'), target, otherFields)
  .chain(([method, path, fields]) =>
    fc.oneof(noBody, framedByLength, framedByChunks).map((framed) => ({
      method,
      target: path,
      request: `${method} ${path} HTTP/1.1${EOL}Host: a${EOL}${fields}${framed.fields}${EOL}${framed.body}`,
    })),
  );

const interim = fc
  .array(fc.constantFrom('100 Continue', '103 Early Hints'), { maxLength: 2 })
  .map((statuses) => statuses.map((status) => `HTTP/1.1 ${status}${EOL}${EOL}`).join(''));

function response(method: string) {
  const status = fc.constantFrom(200, 201, 204, 304, 404, 500, 503);
  return fc
    .tuple(interim, status, otherFields, fc.oneof(framedByLength, framedByChunks))
    .map(([first, code, fields, framed]) => {
      const bodiless = method === 'HEAD' || code === 204 || code === 304;
      // RFC 9110 §8.6: a 204 has no Content-Length; the others say how long the body would have been.
      const framing = code === 204 ? '' : framed.fields;
      const text = `HTTP/1.1 ${code} Some Reason${EOL}${fields}${framing}${EOL}${bodiless ? '' : framed.body}`;
      return { status: code, response: first + text, untilClose: false };
    });
}

const lastResponse = fc.tuple(interim, otherFields, body).map(([first, fields, data]) => ({
  status: 200,
  response: `${first}HTTP/1.1 200 OK${EOL}${fields}${EOL}${data}`,
  untilClose: true,
}));

const exchange: fc.Arbitrary<Spoken> = request.chain((asked) =>
  response(asked.method).map((answer) => ({ ...asked, ...answer })),
);
const closing: fc.Arbitrary<Spoken> = request
  .filter(({ method }) => method !== 'HEAD')
  .chain((asked) => lastResponse.map((answer) => ({ ...asked, ...answer })));

/** One to three exchanges; the last response may end with the connection. */
export const conversation: fc.Arbitrary<Spoken[]> = fc
  .tuple(fc.array(exchange, { maxLength: 2 }), fc.oneof(exchange, closing))
  .map(([first, last]) => [...first, last]);
