/** Records of exchanges are rows that are used again: nothing of the exchange before may show in the next one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExchangeRecord, RequestRecord } from '../../src/app/records.ts';
import { RowPool } from '../../src/row-pool.ts';

const origin = { frame: 3, time: 5e9, ack: 7 };
/** 2 KB are kept of the texts of one request. */
const MOST = 2048;

describe('the record of an exchange', () => {
  test('reads back its own texts, however long those before were', () => {
    const text = fc.string({ minLength: 1, maxLength: 600, unit: fc.constantFrom('a', 'Z', '/', '7') });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 6 }), (requests) => {
        const record = new RequestRecord();
        for (const [target, host, id] of requests) {
          record.begin(1, origin);
          expect([record.method, record.target, record.host, record.id]).toEqual([null, null, null, null]);
          record.setTexts('GET', target, host, id);
          expect([record.method, record.target, record.host, record.id]).toEqual(['GET', target, host, id]);
        }
      }),
    );
  });

  test('cuts a target of more than two kilobytes, and the texts behind it', () => {
    const record = new RequestRecord();
    record.begin(1, origin);
    record.setTexts('GET', '/'.repeat(3 * MOST), 'shop', 'id-1');
    expect(record.target).toBe('/'.repeat(MOST - 4));
    expect([record.host, record.id]).toEqual([null, null]);
  });

  test('gives its row to the next one, which begins with nothing', () => {
    const first = new ExchangeRecord();
    first.ownRequest.begin(1, origin);
    first.ownRequest.setTexts('GET', '/a', null, null);
    first.ownRequest.finish(9, origin);
    const facts = first.ownRequest.facts();
    first.free();
    const second = new ExchangeRecord();
    second.ownRequest.begin(20, origin);
    second.ownResponse.begin(40, origin);
    expect(second.ownRequest.facts()).toMatchObject({ start: { seq: 20 }, end: null, target: null });
    expect(second.ownResponse.facts()).toMatchObject({ start: { seq: 40 }, end: null, status: null });
    expect(facts).toMatchObject({ start: { seq: 1, frame: 3 }, end: 9, target: '/a' });
  });
});

describe('a pool of rows', () => {
  test('never gives a row to two', () => {
    const pool = new RowPool(100, 1000);
    const taken = Array.from({ length: 200 }, () => pool.take());
    taken.forEach(({ numbers, at }, index) => {
      numbers.fill(index, at, at + 100);
    });
    taken.forEach(({ numbers, at }, index) => {
      expect(numbers.subarray(at, at + 100).every((number) => number === index)).toBe(true);
    });
  });
});
