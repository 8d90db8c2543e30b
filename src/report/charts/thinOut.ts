/**
 * At most `most` items: all that `matters` says, then every k-th of the others, in the order given.
 * If those that matter are too many by themselves, every k-th of them and none of the others.
 */
export function thinOut<T>(
  items: readonly T[],
  most: number,
  matters: (item: T) => boolean = () => false,
): readonly T[] {
  if (items.length <= most) return items;
  const important = items.filter(matters);
  if (important.length >= most) return everyNth(important, most);
  const others = new Set(
    everyNth(
      items.filter((item) => !matters(item)),
      most - important.length,
    ),
  );
  return items.filter((item) => matters(item) || others.has(item));
}

function everyNth<T>(items: readonly T[], most: number): readonly T[] {
  if (most <= 0) return [];
  const step = Math.ceil(items.length / most);
  return items.filter((_, at) => at % step === 0);
}
