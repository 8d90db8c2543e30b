import { describe, expect, it } from 'vitest';
import { ConsoleHandler } from '../../src/issuer/consoleHandler.ts';
import { MalformedMessage } from '../../src/issuer/malformedMessage.ts';
import {
  OrderCompletedHandler,
  decodeOrderCompleted,
} from '../../src/issuer/orderCompletedHandler.ts';
import {
  PaymentCompletedHandler,
  decodePaymentCompleted,
} from '../../src/issuer/paymentCompletedHandler.ts';
import { RecentIds } from '../../src/issuer/recentIds.ts';
import { newRecord } from './scriptedConsumer.ts';

const ORDER = '{"orderId":1001,"products":{"101":2,"102":1}}';

const PAYMENT = {
  version: 1,
  orderId: 2001,
  userId: 1,
  totalAmount: 50000,
  discountAmount: 5000,
  finalAmount: 45000,
  userPhone: '010-1234-5678',
  orderItems: [
    {
      productId: 101,
      productName: '상품',
      optionName: '기본',
      quantity: 1,
      unitPrice: 50000,
      subTotal: 50000,
    },
  ],
};

function fieldOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof MalformedMessage) return error.field;
    throw error;
  }
  return 'nothing was refused';
}

describe('order-completed', () => {
  it('is read with its key and all products', () => {
    expect(decodeOrderCompleted(ORDER)).toEqual({
      orderId: '1001',
      products: [
        { productId: '101', quantity: 2 },
        { productId: '102', quantity: 1 },
      ],
    });
  });

  it.each([
    ['{"products":{"101":2}}', 'orderId'],
    ['{"orderId":1}', 'products'],
    ['{"orderId":1,"products":[]}', 'products'],
    ['{"orderId":1,"products":{}}', 'products'],
    ['{"orderId":1,"products":{"":1}}', 'products.'],
    ['{"orderId":1,"products":{"101":0}}', 'products.101'],
    ['{"orderId":1,"products":{"101":"2"}}', 'products.101'],
    ['{"orderId":1,"products":{"101":1,"102":1.5}}', 'products.102'],
  ])('refuses %s', (value, field) => {
    expect(fieldOf(() => decodeOrderCompleted(value))).toBe(field);
  });

  it('counts each order once', async () => {
    const handler = new OrderCompletedHandler();
    const order = handler.decode(newRecord(0, 0, ORDER));
    expect(await handler.handle(order)).toBe('HANDLED');
    expect(await handler.handle(order)).toBe('DUPLICATE');
    expect(await handler.handle({ ...order, orderId: '1002' })).toBe('HANDLED');
    expect([handler.soldOf('101'), handler.soldOf('102'), handler.soldOf('103')]).toEqual([
      4, 2, 0,
    ]);
  });
});

describe('payment-completed', () => {
  it('is read with every field', () => {
    expect(decodePaymentCompleted(JSON.stringify(PAYMENT))).toEqual({
      ...PAYMENT,
      orderId: '2001',
      userId: '1',
      orderItems: [{ ...PAYMENT.orderItems[0], productId: '101' }],
    });
  });

  it.each([...Object.keys(PAYMENT)])('refuses a message without %s', (field) => {
    const message: Record<string, unknown> = { ...PAYMENT };
    delete message[field];
    expect(fieldOf(() => decodePaymentCompleted(JSON.stringify(message)))).toBe(field);
  });

  it.each([...Object.keys(PAYMENT.orderItems[0]!)])('refuses an item without %s', (field) => {
    const item: Record<string, unknown> = { ...PAYMENT.orderItems[0] };
    delete item[field];
    const message = { ...PAYMENT, orderItems: [PAYMENT.orderItems[0], item] };
    expect(fieldOf(() => decodePaymentCompleted(JSON.stringify(message)))).toBe(
      `orderItems[1].${field}`,
    );
  });

  it.each([
    ['version', { version: 2 }],
    ['orderId', { orderId: '' }],
    ['totalAmount', { totalAmount: -1 }],
    ['totalAmount', { totalAmount: '50000' }],
    ['discountAmount', { discountAmount: 50001 }],
    ['finalAmount', { finalAmount: 45001 }],
    ['userPhone', { userPhone: 'call me' }],
    ['userPhone', { userPhone: '' }],
    ['userPhone', { userPhone: 821012345678 }],
    ['orderItems', { orderItems: [] }],
    ['orderItems', { orderItems: {} }],
    ['orderItems[0]', { orderItems: [7] }],
    ['orderItems[0].productName', { orderItems: [{ ...PAYMENT.orderItems[0], productName: '' }] }],
    ['orderItems[0].optionName', { orderItems: [{ ...PAYMENT.orderItems[0], optionName: null }] }],
    [
      'orderItems[0].optionName',
      { orderItems: [{ ...PAYMENT.orderItems[0], optionName: 'x'.repeat(256) }] },
    ],
    ['orderItems[0].quantity', { orderItems: [{ ...PAYMENT.orderItems[0], quantity: 0 }] }],
    ['orderItems[0].subTotal', { orderItems: [{ ...PAYMENT.orderItems[0], subTotal: 49999 }] }],
  ])('refuses a wrong %s', (field, change) => {
    const value = JSON.stringify({ ...PAYMENT, ...change });
    expect(fieldOf(() => decodePaymentCompleted(value))).toBe(field);
  });

  it.each(['010-1234-5678', '+82 10 1234 5678', '01012345678'])(
    'takes the number %s',
    (userPhone) => {
      const value = JSON.stringify({ ...PAYMENT, userPhone });
      expect(decodePaymentCompleted(value).userPhone).toBe(userPhone);
    },
  );

  it('counts each order once', async () => {
    const handler = new PaymentCompletedHandler();
    const payment = handler.decode(newRecord(0, 0, JSON.stringify(PAYMENT)));
    expect(await handler.handle(payment)).toBe('HANDLED');
    expect(await handler.handle(payment)).toBe('DUPLICATE');
    expect(handler.turnoverAmount).toBe(45000);
  });
});

describe('RecentIds', () => {
  it('forgets the oldest when there are too many', () => {
    const ids = new RecentIds(2);
    expect(['a', 'b', 'a', 'c', 'b', 'a'].map((id) => ids.add(id))).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('console', () => {
  it('prints a line a record, whatever it is', async () => {
    const lines: string[] = [];
    const handler = new ConsoleHandler((line) => lines.push(line));
    const blank = { ...newRecord(2, 7, null), key: null };
    for (const record of [newRecord(0, 3, 'not JSON'), blank]) {
      expect(await handler.handle(handler.decode(), record)).toBe('HANDLED');
    }
    expect(lines).toEqual([
      'Partition:0\tOffset:3\tk\tnot JSON',
      'Partition:2\tOffset:7\tnull\tnull',
    ]);
  });
});
