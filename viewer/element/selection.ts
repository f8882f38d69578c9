/** What the page around an element says of it and hears from it. */

/** Connection (Wireshark's tcp.stream) and frame; null where nothing is selected. */
export interface Selection {
  readonly c: number | null;
  readonly f: number | null;
}

/** Milliseconds of the connection; all of it where one is left out. */
export interface Stretch {
  readonly from?: number;
  readonly to?: number;
}
