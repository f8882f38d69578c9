/** What may be told of the frames of each protocol; what is not named here is overwritten. */
import { ajpPackets } from '../../ajp/packet.ts';
import type { Frame, FrameFormat } from '../../app/frames.ts';
import { fastCgiRecords } from '../../fastcgi/record.ts';
import { TYPE as HTTP2, http2Frames, typeOf } from '../../http2/frame.ts';
import { CONTENT, tlsRecords } from '../../tls/record.ts';
import { webSocketFrames } from '../../websocket/frame.ts';
import { AjpScrub } from './ajp.ts';
import type { Disguise } from './disguise.ts';
import { FastCgiScrub } from './fastcgi.ts';
import type { FrameRule } from './frames.ts';
import { HeaderBlockScrub } from './header-block.ts';

const NOTHING = new Uint8Array(0);

/** Headers alone: lengths and masks. */
export const webSocketRule = (): FrameRule => ({ format: webSocketFrames, told: () => NOTHING });

/** The handshake, as far as it went in the clear; of the rest the sizes. */
export const tlsRule = (): FrameRule => ({
  format: tlsRecords,
  told: ({ header, body }) => (header[0] === CONTENT.HANDSHAKE ? new Uint8Array(body) : NOTHING),
});

export function ajpRule(fromClient: boolean): FrameRule {
  const scrub = new AjpScrub(fromClient);
  return { format: ajpPackets, told: (packet) => scrub.told(packet), lost: () => scrub.lost() };
}

export function fastCgiRule(disguise: Disguise): FrameRule {
  const scrub = new FastCgiScrub(disguise);
  const format: FrameFormat = {
    ...fastCgiRecords,
    keptSize: (header, size) => Math.max(fastCgiRecords.keptSize(header, size), size === END_SIZE ? size : 0),
  };
  return { format, told: (record) => scrub.told(record), lost: () => scrub.lost() };
}

/** Of END_REQUEST and BEGIN_REQUEST. */
const END_SIZE = 8;

/** Bytes of as many settings as are registered, each six long (RFC 9113 §6.5.1); a longer frame may be something else. */
const SETTINGS_SIZE = 96;

/** Frames that steer a connection, as long as they may be told; of a GOAWAY not what it says in words (RFC 9113 §6.8). */
const STEERING: ReadonlyMap<number, number> = new Map([
  [HTTP2.PRIORITY, 5],
  [HTTP2.RST_STREAM, 4],
  [HTTP2.SETTINGS, SETTINGS_SIZE],
  [HTTP2.GOAWAY, 8],
  [HTTP2.WINDOW_UPDATE, 4],
]);

export function http2Rule(): FrameRule {
  const blocks = new HeaderBlockScrub();
  const isHead = ({ header }: Frame) =>
    typeOf(header) === HTTP2.HEADERS || typeOf(header) === HTTP2.CONTINUATION;
  const format: FrameFormat = {
    ...http2Frames,
    keptSize: (header, size) =>
      Math.max(http2Frames.keptSize(header, size), Math.min(size, STEERING.get(typeOf(header)) ?? 0)),
  };
  const told = (frame: Frame) => {
    if (isHead(frame)) return blocks.told(frame);
    // A promised request's head changes the same table, and is not read.
    if (typeOf(frame.header) === HTTP2.PUSH_PROMISE) blocks.forget();
    return steering(frame);
  };
  return { format, told, lost: () => blocks.forget() };
}

function steering({ header, body }: Frame): Uint8Array {
  return new Uint8Array(body.subarray(0, STEERING.get(typeOf(header)) ?? 0));
}
