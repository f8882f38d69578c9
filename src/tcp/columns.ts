/**
 * The numbers of a connection that nearly every packet reads or writes: columns of one row, so that they are neighbours in memory. As
 * fields of objects each double would be an object of its own.
 */
import { type Row, RowPool } from '../row-pool.ts';

/** Columns of the connection. */
export const LAST_FRAME = 0;
export const LAST_TIME = 1;
export const LAST_PAYLOAD_TIME = 2;

/** The columns of the lower endpoint begin here, those of the higher one so many further on. */
export const ENDPOINTS = 3;
export const ENDPOINT_WIDTH = 11;
/** Columns of an endpoint: what each holds is told in `TcpEndpoint`. */
export const BASE = 0;
export const EXPECTED = 1;
export const SENT_UP_TO = 2;
export const ACKED_UP_TO = 3;
export const PACKETS = 4;
export const UNIQUE_BYTES = 5;
export const TTL_LOW = 6;
export const TTL_HIGH = 7;
/** The end of data whose acknowledgement is timed, -1 where none is, and when it was sent: see round-trip.ts. */
export const PROBE_END = 8;
export const PROBE_TIME = 9;
export const RTT_MIN = 10;

/** Marks of the last packets: see `PacketLog`, which knows how many of them are valid. */
export const MARKS = ENDPOINTS + 2 * ENDPOINT_WIDTH;
export const MARK_COUNT = 12;

const WIDTH = MARKS + MARK_COUNT;
/** Less than a megabyte. */
const MAX_SPARE = 2048;
const rows = new RowPool(WIDTH, MAX_SPARE);

/** A row for a connection of which no packet was seen. */
export function takeColumns(): Row {
  const row = rows.take();
  const { numbers, at } = row;
  numbers[at + LAST_FRAME] = 0;
  numbers[at + LAST_TIME] = Number.NaN;
  numbers[at + LAST_PAYLOAD_TIME] = Number.NaN;
  beginEndpoint(numbers, at + ENDPOINTS);
  beginEndpoint(numbers, at + ENDPOINTS + ENDPOINT_WIDTH);
  return row;
}

function beginEndpoint(numbers: Float64Array, at: number): void {
  numbers[at + BASE] = 0;
  numbers[at + EXPECTED] = 1;
  numbers[at + SENT_UP_TO] = 0;
  numbers[at + ACKED_UP_TO] = 0;
  numbers[at + PACKETS] = 0;
  numbers[at + UNIQUE_BYTES] = 0;
  numbers[at + TTL_LOW] = 256;
  numbers[at + TTL_HIGH] = -1;
  numbers[at + PROBE_END] = -1;
  numbers[at + PROBE_TIME] = Number.NaN;
  numbers[at + RTT_MIN] = Number.POSITIVE_INFINITY;
}

/** Nobody asks for the connection's numbers any more. */
export function giveBackColumns(row: Row): void {
  rows.giveBack(row);
}
