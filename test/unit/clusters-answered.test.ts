import { describe, expect, test } from '@jest/globals';
import { RequestRecord, ResponseRecord } from '../../src/app/records.ts';
import { AnsweredRequests } from '../../src/clusters/answered.ts';
import { Windows } from '../../src/clusters/windows.ts';

const SECOND = 1e9;
const MANY = 200_000;

/** One answered request a millisecond, each with a name of its own. */
function longCapture(before: (answered: AnsweredRequests, at: number) => void): AnsweredRequests {
  const answered = new AnsweredRequests();
  const request = new RequestRecord();
  const response = new ResponseRecord();
  response.status = 200;
  for (let at = 0; at < MANY; at++) {
    before(answered, at);
    request.key = at + 1;
    request.start.frame = at + 1;
    request.start.time = at * 1e6;
    answered.add(7, 8, at, request, response);
  }
  return answered;
}

const named = (key: number) => ({ sender: 7, key, idKey: 0, headKey: 0 });

describe('requests answered in a long capture', () => {
  test('one that may be the retry of a failure is there at the end, however early it was', () => {
    const answered = longCapture((requests, at) => {
      if (at === 1000) requests.keepFor(named(501), 0, 5 * SECOND);
    });
    expect(answered.find(named(501), 0, 5 * SECOND)).toMatchObject([{ frame: 501, status: 200 }]);
  });

  test('what left a host right after a failed connect is there too', () => {
    const answered = longCapture((requests, at) => {
      if (at === 1000) requests.keepSentBy(7, 0.6 * SECOND, 0.602 * SECOND);
    });
    expect(answered.sentBy(7, 0.6 * SECOND, 0.602 * SECOND).map(({ frame }) => frame)).toEqual([
      601, 602, 603,
    ]);
  });

  test('others are forgotten in time, the latest are not', () => {
    const answered = longCapture(() => {});
    expect(answered.find(named(501), 0, MANY * 1e6)).toEqual([]);
    expect(answered.find(named(MANY - 30_000), 0, MANY * 1e6)).toHaveLength(1);
  });

  test('a failure that wants everything does not keep everything', () => {
    const answered = longCapture((requests, at) => {
      if (at === 0) requests.keepSentBy(7, 0, MANY * 1e6);
    });
    expect(answered.sentBy(7, 0, MANY * 1e6).length).toBeLessThanOrEqual(1000);
  });
});

describe('windows of time', () => {
  test('touching ones are one, distant ones are told apart', () => {
    const windows = new Windows();
    windows.add(1, 10, 20);
    windows.add(1, 20, 30);
    windows.add(1, 50, 60);
    expect([9, 10, 25, 30, 31, 49, 55, 61].filter((time) => windows.has(1, time))).toEqual([10, 25, 30, 55]);
    expect(windows.has(2, 15)).toBe(false);
  });

  test('beyond their bound the last one grows: nothing wanted is lost', () => {
    const windows = new Windows();
    for (let i = 0; i < 1000; i++) windows.add(1, i * 10, i * 10 + 1);
    for (let i = 0; i < 1000; i++) expect(windows.has(1, i * 10)).toBe(true);
  });
});
