import { isCollection, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { Document, Node } from 'yaml';

/** Collections that fit on a line of this length stand on one. */
const FLOW_WIDTH = 90;

/**
 * Decides how each part of a document is written: what is short stands on one line, in braces or
 * brackets; the rest has a line for each entry.
 */
export function layOut({ contents }: Document): void {
  if (isMap(contents)) for (const { value } of contents.items) layOutNode(value as Node, 1);
}

function layOutNode(node: Node | null, depth: number): void {
  if (isScalar(node)) return layOutText(node);
  if (!isCollection(node)) return;
  const length = JSON.stringify(node.toJSON()).length;
  const mayBeFlow = depth > 1 || isSeq(node);
  if (mayBeFlow && ((depth > 1 && length <= FLOW_WIDTH) || node.items.length === 0)) {
    node.flow = true;
    // The library writes a text of several lines without quotes there, even if a line ends in one
    // of the signs - ? : or begins with one, and then reads it as another thing.
    visit(node, { Scalar: (_, scalar) => quoteIf(isOfSeveralLines(scalar), scalar) });
    return;
  }
  for (const item of node.items)
    layOutNode((isMap(node) ? (item as { value: Node }).value : item) as Node, depth + 1);
}

/** A text of several lines stands below its key as it is, unless blanks begin or end it. */
function layOutText(scalar: Scalar): void {
  quoteIf(isOfSeveralLines(scalar) && String(scalar.value).trim() !== scalar.value, scalar);
}

function isOfSeveralLines({ value }: Scalar): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function quoteIf(mustBeQuoted: boolean, scalar: Scalar): void {
  if (mustBeQuoted) scalar.type = Scalar.QUOTE_DOUBLE;
}
