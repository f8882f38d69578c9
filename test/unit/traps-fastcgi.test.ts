/**
 * Traps of FastCGI.
 * The numbers are those of the list of traps that the analysis is held to.
 */
import { describe, expect, test } from '@jest/globals';
import { findingOf, outcomesOf } from '../support/diagnosis.ts';
import { begin, FCGI, params, record } from '../support/fastcgi-bytes.ts';
import { HANDSHAKE } from '../support/http-lines.ts';
import { concat } from '../support/talk.ts';
import { escaped, tcpScript } from '../support/tcp-script.ts';

const head = concat(
  begin(),
  params({ REQUEST_METHOD: 'POST', REQUEST_URI: '/pay' }),
  record(FCGI.PARAMS, ''),
  record(FCGI.STDIN, 'body'),
);
/** The web server ends the request with an empty record, which php-fpm never reads. */
const request = concat(head, record(FCGI.STDIN, ''));

describe('T43 every worker of php-fpm that dies resets: that the empty record lies unread says nothing', () => {
  const dying = (sent: Uint8Array) => tcpScript`
    ${HANDSHAKE}
    +0      C > S   "${escaped(sent)}"
    +0.020  S > C   ACK           @kernel
    +2.000  S > C   RST
  `;

  test('the request had arrived whole, and may have run', () => {
    const script = dying(request);
    const finding = findingOf(script);
    expect(finding).toMatchObject({
      kind: 'premature-close-before-headers',
      family: 'closed-without-answer',
      confidence: 'certain',
      executed: 'possibly',
      proof: 'kernel-had-it',
      proofFrame: script.frame('kernel'),
      request: { method: 'POST', target: '/pay' },
    });
    const unread = finding.excluded.find(({ kind }) => kind === 'reset-with-unread-request');
    expect(unread?.why).toMatch(/php-fpm/);
  });

  test('what to change is php-fpm’s own', () => {
    const instant = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "${escaped(request)}"
      +0.001  S > C   ACK
      +0.001  S > C   RST
    `;
    for (const script of [instant, dying(request), dying(head)])
      expect(findingOf(script).remedy[0]?.where).toBe('php-fpm');
  });

  test('the same reset inside the request finds it unread', () => {
    expect(findingOf(dying(head))).toMatchObject({ kind: 'reset-with-unread-request', executed: 'possibly' });
  });

  test('of a request whose end the snaplen cut, the reset within the answer tells nothing of unread bytes', () => {
    const script = tcpScript`
      capture snaplen=94
      ${HANDSHAKE}
      +0      C > S   "${escaped(request)}"
      +0.020  S > C   "${escaped(record(FCGI.STDOUT, `Content-Type: a/b\r\n\r\n${'x'.repeat(200)}`))}"
      +0      C > S   ACK
      +1.000  S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['truncated-response']);
  });

  test('after the answer it ends nothing', () => {
    const answer = concat(
      record(FCGI.STDOUT, 'Content-Type: a/b\r\n\r\nhello', 4),
      record(FCGI.END, new Uint8Array(8)),
    );
    const script = tcpScript`
      ${HANDSHAKE}
      +0      C > S   "${escaped(request)}"
      +0.020  S > C   "${escaped(answer)}"
      +0      C > S   ACK
      +0      S > C   RST
    `;
    expect(outcomesOf(script)).toEqual(['linger-reset']);
  });
});
