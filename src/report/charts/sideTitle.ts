import { textWidth } from '../text/textWidth.ts';

const LABEL_SIZE = 12;
/** Tick, its distance to the label, and air before the title. */
const AROUND = 24;

/** Where a title left of a vertical axis ends, so as not to touch the labels of the axis. */
export function sideTitleX(highest: number): number {
  const digits = String(Math.max(0, Math.round(highest))).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return -Math.max(38, textWidth(digits, LABEL_SIZE, false) + AROUND);
}
