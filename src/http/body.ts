/** How the body of a message ends (RFC 9112 §6.3). Numbers of their own, which a bundler puts in their places. */
export const NONE = 0;
/** Where the head's Content-Length says. */
export const LENGTH = 1;
export const CHUNKED = 2;
export const UNTIL_CLOSE = 3;
/** No HTTP follows. */
export const TUNNEL = 4;

export type Body = typeof NONE | typeof LENGTH | typeof CHUNKED | typeof UNTIL_CLOSE | typeof TUNNEL;
