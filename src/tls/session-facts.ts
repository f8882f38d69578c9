/** What the messages in the clear tell about a TLS session, and with it the sizes of those that are not. */
import { type ClientHello, readClientHello, readServerHello, type ServerHello } from './hello.ts';

/** An encrypted record's size beyond its contents: the type, and the tag of all suites but one (RFC 8446 §5.2, §B.4). */
const OVERHEAD = 17;
const CCM_8_SUITE = 0x1305;
const CCM_8_OVERHEAD = 9;
const ALERT_SIZE = 2;
/** Finished: four bytes and a hash, of 48 bytes in the SHA-384 suite, of 32 in all others (RFC 8446 §4.4.4). */
const SHA384_SUITE = 0x1302;
const FINISHED_SHA384 = 52;
const FINISHED_SHA256 = 36;

export class SessionFacts {
  /** TLS 1.3 as far as known: what looks like application data may be anything. */
  disguised = true;
  private clientHello: ClientHello | null = null;
  private serverHello: ServerHello | null = null;
  private clientChangedCipher = false;

  /** A handshake record in the clear, or one of TLS 1.2 that is not. */
  takeHandshake(fromClient: boolean, body: Uint8Array): void {
    if (fromClient) {
      // RFC 5246 §7.4.9: only before TLS 1.3 does a record of this type follow the change of ciphers.
      if (this.clientChangedCipher && this.serverHello?.isRetry !== true) this.disguised = false;
      this.clientHello ??= readClientHello(body);
    } else if (this.serverHello === null || this.serverHello.isRetry) {
      this.serverHello = readServerHello(body);
      this.disguised = this.serverHello?.isTls13 !== false;
    }
  }

  takeClientCipherChange(): void {
    this.clientChangedCipher = true;
  }

  get serverChose(): boolean {
    return this.serverHello !== null;
  }

  /** Whether HTTP/2 may be inside: chosen in the clear, or offered and the choice is encrypted. */
  get mayBeHttp2(): boolean {
    if (this.clientHello?.offersHttp2 !== true) return false;
    return this.serverHello?.isTls13 === true || this.serverHello?.alpn === 'h2';
  }

  /** Whether a record of application data has an alert's size. */
  isAlert(size: number): boolean {
    return this.disguised && size === ALERT_SIZE + this.overhead;
  }

  /** Whether it has the size of the message that ends a handshake. */
  isFinished(size: number): boolean {
    const suite = this.serverHello?.cipherSuite;
    const contents = size - this.overhead;
    if (suite === undefined) return contents === FINISHED_SHA256 || contents === FINISHED_SHA384;
    return contents === (suite === SHA384_SUITE ? FINISHED_SHA384 : FINISHED_SHA256);
  }

  private get overhead(): number {
    return this.serverHello?.cipherSuite === CCM_8_SUITE ? CCM_8_OVERHEAD : OVERHEAD;
  }
}
