import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCouponRequest, encodeCouponRequest } from '../../src/issuer/couponRequest.ts';
import { MalformedMessage } from '../../src/issuer/malformedMessage.ts';
import { MAX_ID_LENGTH } from '../../src/issuer/messageFields.ts';

/** The error of decoding; the test fails if there is none. */
function refusal(value: string | null): { field: string; message: string } {
  try {
    decodeCouponRequest(value);
  } catch (error) {
    if (error instanceof MalformedMessage) return { field: error.field, message: error.message };
    throw error;
  }
  throw new Error('decoded without complaint');
}

const id = fc
  .oneof(
    fc.nat().map(String),
    fc.string({ minLength: 1, maxLength: MAX_ID_LENGTH, unit: 'grapheme' }),
    fc.constantFrom(
      '007',
      '1.0',
      '-1',
      '1e3',
      '9007199254740991',
      '9007199254740992',
      ' 1',
      '쿠폰🎫',
    ),
  )
  .filter((text) => text.length > 0 && text.length <= MAX_ID_LENGTH && !text.includes('\0'));

describe('message of a coupon request', () => {
  it('is written as the other senders of the topic write it', () => {
    const request = { requestId: 'REQ-1', couponId: '1', userId: '10' };
    expect(encodeCouponRequest(request)).toBe('{"requestId":"REQ-1","couponId":1,"userId":10}');
  });

  it('keeps ids as text that are not plain whole numbers', () => {
    const request = { requestId: '12', couponId: '007', userId: 'kim "K" \n' };
    expect(encodeCouponRequest(request)).toBe(
      '{"requestId":"12","couponId":"007","userId":"kim \\"K\\" \\n"}',
    );
  });

  it('reads numbers and texts alike, in any order, with fields it does not know', () => {
    const expected = { requestId: 'REQ-1', couponId: '1', userId: '10' };
    for (const value of [
      '{"requestId":"REQ-1","couponId":1,"userId":10}',
      '{"requestId":"REQ-1","couponId":"1","userId":"10"}',
      ' { "userId" : 10, "extra": {"a": [null]}, "couponId" : 1, "requestId":"REQ-1" } ',
    ]) {
      expect(decodeCouponRequest(value)).toEqual(expected);
    }
  });

  it('decodes what it encodes, whatever the ids', () => {
    fc.assert(
      fc.property(id, id, id, (requestId, couponId, userId) => {
        const request = { requestId, couponId, userId };
        const value = encodeCouponRequest(request);
        expect(decodeCouponRequest(value)).toEqual(request);
        expect(Object.keys(JSON.parse(value) as object)).toEqual([
          'requestId',
          'couponId',
          'userId',
        ]);
      }),
    );
  });

  it('throws MalformedMessage and nothing else, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(refusal(value).message).not.toBe('');
      }),
    );
  });
});

describe('message of a coupon request: what is refused', () => {
  it.each([
    [null, 'the record has no value'],
    ['', 'the value is not JSON'],
    ['{"requestId":', 'the value is not JSON'],
    ['null', 'must be an object, is null'],
    ['[]', 'must be an object, is a list'],
    ['7', 'must be an object, is a number'],
    ['"text"', 'must be an object, is text'],
  ])('as a whole: %s', (value, message) => {
    expect(refusal(value)).toEqual({ field: '', message });
  });

  const good: Readonly<Record<string, unknown>> = { requestId: 'R', couponId: 1, userId: 2 };
  const tooLong = 'x'.repeat(MAX_ID_LENGTH + 1);
  const cases: readonly [string, unknown, RegExp][] = [
    ['requestId', undefined, /is missing/],
    ['requestId', 7, /must be text, is a number/],
    ['requestId', null, /must be text, is null/],
    ['requestId', '', /must not be empty/],
    ['requestId', tooLong, /longer than 64/],
    ['requestId', 'a\u0000b', /cannot be stored/],
    ['requestId', '\ud800', /cannot be stored/],
    ...['couponId', 'userId'].flatMap((field): [string, unknown, RegExp][] => [
      [field, undefined, /is missing/],
      [field, null, /must be text or a number, is null/],
      [field, true, /must be text or a number, is a boolean/],
      [field, [1], /must be text or a number, is a list/],
      [field, { id: 1 }, /must be text or a number, is an object/],
      [field, '', /must not be empty/],
      [field, tooLong, /longer than 64/],
      [field, 1.5, /whole number/],
      [field, -1, /whole number/],
      [field, 2 ** 53, /whole number/],
    ]),
  ];
  it.each(cases)('%s: %j', (field, value, message) => {
    const error = refusal(JSON.stringify({ ...good, [field]: value }));
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(`${field}: `)).toBe(true);
  });

  it('takes no field from the prototype of objects', () => {
    expect(refusal('{"__proto__":{"requestId":"R"},"couponId":1,"userId":2}').field).toBe(
      'requestId',
    );
  });

  it('takes an id of exactly the greatest length', () => {
    const longest = 'x'.repeat(MAX_ID_LENGTH);
    const request = { requestId: longest, couponId: longest, userId: longest };
    expect(decodeCouponRequest(JSON.stringify(request))).toEqual(request);
  });
});
