/** Names that stand for what a report must not tell: the same name for the same thing, everywhere in a report. */

/** Registered methods (RFC 9110 §16.1) and those of WebDAV in use; any other is whatever a client liked to send. */
const METHODS = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH'.split(
    ' ',
  ),
);

/** IPv4 with or without a port, and IPv6 in brackets. */
const ADDRESSES = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b|\[[\da-f:.]*:[\da-f:.%]*\](?::\d{1,5})?/gi;

/** IPv6 without brackets: unlike a time of day it has `::`, or more than two colons. */
const BARE_IPV6 =
  /(?<![\w:.[])(?=[\da-f:.]*(?:::|:[\da-f]*:[\da-f]*:))[\da-f:]{2,}(?:\.\d{1,3}){0,3}(?![\w:\]])/gi;

/** Free text with every address in it, with or without a port, as `named` tells it. */
export function replaceAddresses(text: string, named: (address: string) => string): string {
  return text.replace(ADDRESSES, named).replace(BARE_IPV6, named);
}

export class Roles {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** `proxy-1:port-3` for an `ip:port`; the part is that of its first mention. */
  endpoint(endpoint: string, part: 'client' | 'proxy' | 'upstream' | 'host' = 'host'): string {
    const [, address = endpoint, port] = /^(.*):(\d+)$/s.exec(endpoint) ?? [];
    const name = this.#name('address', bare(address), part);
    return port === undefined ? name : `${name}:${this.#name('port', port, 'port')}`;
  }

  /** `/p1/p2` for a path; what separates its segments stays. A query goes. */
  target(target: string): string {
    const [path = ''] = target.split(/[?#]/);
    return path.replace(/[^/]+/g, (segment) =>
      segment === '*' ? segment : this.#name('segment', segment, 'p', ''),
    );
  }

  method(method: string): string {
    return METHODS.has(method) ? method : this.#name('method', method, 'method');
  }

  host(host: string): string {
    return this.#name('host', host.toLowerCase(), 'name');
  }

  id(id: string): string {
    return this.#name('id', id, 'id');
  }

  capture(path: string): string {
    return this.#name('capture', path, 'capture');
  }

  /** Free text with every address in it replaced. */
  text(text: string): string {
    return replaceAddresses(text, (address) => this.endpoint(address));
  }

  #name(space: string, thing: string, word: string, dash = '-'): string {
    const key = `${space} ${thing}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(word) ?? 0) + 1;
    this.#counts.set(word, count);
    const name = `${word}${dash}${count}`;
    this.#names.set(key, name);
    return name;
  }
}

function bare(address: string): string {
  return address.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}
