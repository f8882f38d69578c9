/** Captures that carry hostile texts wherever a capture can carry text. */
import { bytes, interfaceBlock, LITTLE, option, packetBlock, sectionBlock } from './capture-bytes.ts';
import { recordedFrom } from './recorded.ts';
import { escaped, tcpScript } from './tcp-script.ts';

const ETHERNET = 1;
const OPTION = { comment: 1, name: 2, description: 3 } as const;

/**
 * A pcapng file. For each text a connection whose request is lost to a close: the text is its target, its host, its
 * request id and a method of its own; further it is a packet's comment and, the first one, the interface's name.
 */
export function hostileCapture(texts: readonly string[]): Uint8Array {
  const { packets } = recordedFrom(tcpScript`${texts.map(lostRequest).join('\n')}`.bytes);
  const [name = ''] = texts;
  return bytes(
    sectionBlock(LITTLE),
    interfaceBlock(LITTLE, ETHERNET, 0, text(OPTION.name, name), text(OPTION.description, name)),
    ...packets.map((packet, index) =>
      packetBlock(LITTLE, {
        data: packet.bytes,
        time: packet.time / 1000n,
        options: text(OPTION.comment, texts[index % texts.length] ?? ''),
      }),
    ),
  );
}

function lostRequest(hostile: string, index: number): string {
  const word = escaped(new TextEncoder().encode(hostile));
  const client = `C${index + 1}`;
  const method = index % 2 === 0 ? 'POST' : word;
  return String.raw`
    ${index}.0  ${client} > S   SYN
    +0.020  S > ${client}   SYN ACK
    +0      ${client} > S   ACK
    +0      ${client} > S   "${method} /${word} HTTP/1.1\r\nHost: ${word}\r\nX-Request-Id: ${word}\r\nContent-Length: 0\r\n\r\n"
    +0.020  S > ${client}   FIN
    +0      ${client} > S   FIN
    +0.020  S > ${client}   ACK`;
}

function text(code: number, hostile: string): Uint8Array {
  return option(LITTLE, code, new TextEncoder().encode(hostile));
}
