/** Node's own HTTP/1 parser (llhttp), fed byte by byte so that the places where messages end are known. */
import { createRequire } from 'node:module';

interface Parser {
  initialize(type: number, resource: object): void;
  execute(chunk: Uint8Array): number | Error;
  finish(): unknown;
  [callback: number]: (...values: never[]) => unknown;
}

interface ParserClass {
  new (): Parser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeadersComplete: number;
  readonly kOnMessageComplete: number;
}

/** Not a public module, but the one that node:http itself uses. */
const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common') as {
  HTTPParser: ParserClass;
  methods: readonly string[];
};

export interface ParsedMessage {
  readonly method: string | null;
  readonly target: string | null;
  readonly status: number | null;
  /** Bytes of the stream up to the end of the message. */
  readonly end: number;
}

const SKIP_BODY = 1;
const UPGRADE = 2;

/**
 * The messages of one direction. `methods` of the requests tell responses whether they have a body. Throws on what
 * the parser takes for an error. What follows an upgrade is not parsed.
 */
export function parseMessages(stream: Uint8Array, requests: readonly string[] | null): ParsedMessage[] {
  const messages: ParsedMessage[] = [];
  let head: Omit<ParsedMessage, 'end'> = { method: null, target: null, status: null };
  let at = 0;
  let upgraded = false;
  let answered = 0;
  const parser = new HTTPParser();
  parser.initialize(requests === null ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {});
  parser[HTTPParser.kOnHeadersComplete] = (
    _major: number,
    _minor: number,
    _headers: unknown,
    method: number | undefined,
    target: string | undefined,
    status: number | undefined,
  ) => {
    const asked = requests?.[answered];
    head = {
      method: requests === null ? (methods[method ?? -1] ?? null) : null,
      target: requests === null ? (target ?? null) : null,
      status: requests === null ? null : (status ?? null),
    };
    if (requests === null) return 0;
    if (status !== undefined && status >= 200) answered++;
    upgraded =
      status === 101 || (asked === 'CONNECT' && status !== undefined && status >= 200 && status < 300);
    if (upgraded) return UPGRADE;
    return asked === 'HEAD' ? SKIP_BODY : 0;
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    messages.push({ ...head, end: at });
  };
  while (at < stream.length && !upgraded) {
    const byte = stream.subarray(at, ++at);
    const result = parser.execute(byte);
    // Errors come from outside the test's realm, so instanceof does not know them.
    if (typeof result !== 'number') throw new Error(`${result.message} at byte ${at}`, { cause: result });
  }
  if (!upgraded) parser.finish();
  return messages;
}
