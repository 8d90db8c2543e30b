import { MessageFields, idProblem } from './messageFields.ts';
import type { IncomingRecord, WorkerOutcome } from './ports.ts';
import { RecentIds } from './recentIds.ts';
import type { RecordHandler } from './recordHandler.ts';

/** An order was completed. Ids are text inside the service. */
export interface OrderCompleted {
  readonly orderId: string;
  /** Pieces sold of each product, at least 1. */
  readonly products: readonly { readonly productId: string; readonly quantity: number }[];
}

/** Reads `{"orderId":1001,"products":{"101":2,"102":1}}`. Throws MalformedMessage. */
export function decodeOrderCompleted(value: string | null): OrderCompleted {
  const fields = MessageFields.parse(value);
  const orderId = fields.id('orderId');
  const quantities = fields.map('products');
  const products = quantities.names().map((productId) => {
    const problem = idProblem(productId);
    if (problem !== null) throw quantities.malformed(productId, `as a product id ${problem}`);
    return { productId, quantity: quantities.wholeNumber(productId, 1) };
  });
  return { orderId, products };
}

/**
 * Keeps count of the pieces sold of each product: a view in memory for a dashboard.
 *
 * Each order counts once. That the ids of counted orders are in memory is right here, and would be
 * wrong for coupons: they die together with the counts, so neither can know more than the other.
 */
export class OrderCompletedHandler implements RecordHandler<OrderCompleted> {
  private readonly sold = new Map<string, number>();
  private readonly counted = new RecentIds();

  decode(record: IncomingRecord): OrderCompleted {
    return decodeOrderCompleted(record.value);
  }

  requestIdOf(): string {
    return '';
  }

  handle(order: OrderCompleted): Promise<WorkerOutcome> {
    if (!this.counted.add(order.orderId)) return Promise.resolve('DUPLICATE');
    for (const { productId, quantity } of order.products) {
      this.sold.set(productId, this.soldOf(productId) + quantity);
    }
    return Promise.resolve('HANDLED');
  }

  /** Pieces sold of a product, as far as this process has seen. */
  soldOf(productId: string): number {
    return this.sold.get(productId) ?? 0;
  }
}
