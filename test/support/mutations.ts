/** Damage at random, and at will again: everything follows from a seed. */

/** Numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Mutation = (bytes: Uint8Array, at: number, random: () => number) => Uint8Array;

const whole = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** Lengths, counts and offsets that overflow, wrap or run past the end. */
const NUMBERS = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

const mutations: readonly Mutation[] = [
  function flipBit(bytes, at, random) {
    bytes[at] = (bytes[at] as number) ^ (1 << whole(random, 8));
    return bytes;
  },
  function replaceByte(bytes, at, random) {
    bytes[at] = whole(random, 256);
    return bytes;
  },
  function replaceNumber(bytes, at, random) {
    if (at + 4 <= bytes.length) {
      const number = NUMBERS[whole(random, NUMBERS.length)] as number;
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, number, random() < 0.5);
    }
    return bytes;
  },
  function remove(bytes, at, random) {
    const end = at + 1 + whole(random, 64);
    return spliced(bytes, at, end, new Uint8Array(0));
  },
  function insert(bytes, at, random) {
    return spliced(
      bytes,
      at,
      at,
      Uint8Array.from({ length: whole(random, 64) }, () => whole(random, 256)),
    );
  },
  function repeat(bytes, at, random) {
    return spliced(bytes, at, at, bytes.slice(at, at + whole(random, 2000)));
  },
  function swap(bytes, at, random) {
    const middle = at + whole(random, 500);
    const end = middle + whole(random, 500);
    const first = bytes.slice(at, middle);
    return spliced(bytes, at, end, new Uint8Array([...bytes.slice(middle, end), ...first]));
  },
  function cut(bytes, at) {
    return bytes.slice(0, at);
  },
];

function spliced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const tail = bytes.subarray(Math.min(to, bytes.length));
  const result = new Uint8Array(from + middle.length + tail.length);
  result.set(bytes.subarray(0, from));
  result.set(middle, from);
  result.set(tail, from + middle.length);
  return result;
}

/** A damaged copy of `bytes`: one to eight mutations, anywhere. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let copy: Uint8Array = bytes.slice();
  for (let left = 1 + whole(random, 8); left > 0 && copy.length > 0; left--) {
    const mutate = mutations[whole(random, mutations.length)] as Mutation;
    copy = mutate(copy, whole(random, copy.length), random);
  }
  return copy;
}
