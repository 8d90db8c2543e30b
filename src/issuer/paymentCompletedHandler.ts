import { MessageFields } from './messageFields.ts';
import type { IncomingRecord, WorkerOutcome } from './ports.ts';
import { RecentIds } from './recentIds.ts';
import type { RecordHandler } from './recordHandler.ts';

/** The version of the message that this service understands. */
export const PAYMENT_COMPLETED_VERSION = 1;

/**
 * A payment was completed. Amounts are whole units of the currency; ids are text inside the
 * service.
 */
export interface PaymentCompleted {
  readonly version: typeof PAYMENT_COMPLETED_VERSION;
  readonly orderId: string;
  readonly userId: string;
  readonly totalAmount: number;
  /** At most `totalAmount`. */
  readonly discountAmount: number;
  /** `totalAmount - discountAmount`. */
  readonly finalAmount: number;
  readonly userPhone: string;
  readonly orderItems: readonly PaidItem[];
}

/** A line of the order. */
export interface PaidItem {
  readonly productId: string;
  readonly productName: string;
  /** '' if the product has no options. */
  readonly optionName: string;
  /** At least 1. */
  readonly quantity: number;
  readonly unitPrice: number;
  /** `quantity * unitPrice`. */
  readonly subTotal: number;
}

/** Digits in groups, perhaps with a country code. */
const PHONE = /^\+?[0-9]+([ -][0-9]+)*$/;

/** Reads and checks every field, the sums included. Throws MalformedMessage. */
export function decodePaymentCompleted(value: string | null): PaymentCompleted {
  const fields = MessageFields.parse(value);
  if (fields.wholeNumber('version', 0) !== PAYMENT_COMPLETED_VERSION) {
    throw fields.malformed('version', `must be ${PAYMENT_COMPLETED_VERSION}`);
  }
  const orderId = fields.id('orderId');
  const userId = fields.id('userId');
  const totalAmount = fields.wholeNumber('totalAmount', 0);
  const discountAmount = fields.wholeNumber('discountAmount', 0);
  if (discountAmount > totalAmount) {
    throw fields.malformed('discountAmount', `must be at most totalAmount, ${totalAmount}`);
  }
  const finalAmount = fields.wholeNumber('finalAmount', 0);
  if (finalAmount !== totalAmount - discountAmount) {
    throw fields.malformed(
      'finalAmount',
      `must be totalAmount - discountAmount, ${totalAmount - discountAmount}`,
    );
  }
  const userPhone = fields.text('userPhone');
  if (!PHONE.test(userPhone)) throw fields.malformed('userPhone', 'must be a telephone number');
  const orderItems = fields.objects('orderItems').map(readItem);
  return {
    version: PAYMENT_COMPLETED_VERSION,
    orderId,
    userId,
    totalAmount,
    discountAmount,
    finalAmount,
    userPhone,
    orderItems,
  };
}

function readItem(fields: MessageFields): PaidItem {
  const productId = fields.id('productId');
  const productName = fields.text('productName');
  if (productName === '') throw fields.malformed('productName', 'must not be empty');
  const optionName = fields.text('optionName');
  const quantity = fields.wholeNumber('quantity', 1);
  const unitPrice = fields.wholeNumber('unitPrice', 0);
  const subTotal = fields.wholeNumber('subTotal', 0);
  if (subTotal !== quantity * unitPrice) {
    throw fields.malformed('subTotal', `must be quantity * unitPrice, ${quantity * unitPrice}`);
  }
  return { productId, productName, optionName, quantity, unitPrice, subTotal };
}

/**
 * Keeps the turnover of completed payments: a view in memory. Each order counts once; see
 * OrderCompletedHandler for why ids in memory are right for a view in memory.
 */
export class PaymentCompletedHandler implements RecordHandler<PaymentCompleted> {
  private readonly counted = new RecentIds();
  private turnover = 0;

  decode(record: IncomingRecord): PaymentCompleted {
    return decodePaymentCompleted(record.value);
  }

  requestIdOf(): string {
    return '';
  }

  handle(payment: PaymentCompleted): Promise<WorkerOutcome> {
    if (!this.counted.add(payment.orderId)) return Promise.resolve('DUPLICATE');
    this.turnover += payment.finalAmount;
    return Promise.resolve('HANDLED');
  }

  /** The sum of all final amounts, as far as this process has seen. */
  get turnoverAmount(): number {
    return this.turnover;
  }
}
