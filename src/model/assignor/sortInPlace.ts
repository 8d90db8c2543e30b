/**
 * Sorts the list in place, stably. Most lists of partitions are sorted already: to see that costs
 * far less than to sort.
 */
export function sortInPlace<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  for (let index = 1; index < list.length; index++) {
    if (compare(list[index - 1]!, list[index]!) > 0) return list.sort(compare);
  }
  return list;
}
