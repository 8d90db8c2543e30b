/** `orders` of `orders-2`. */
export function topicOf(partition: string): string {
  return partition.slice(0, partition.lastIndexOf('-'));
}

/** `group` and `orders-2` of `group orders-2`: no topic has a space in its name. */
export function splitReading(subject: string): {
  readonly group: string;
  readonly partition: string;
} {
  const at = subject.lastIndexOf(' ');
  return { group: subject.slice(0, at), partition: subject.slice(at + 1) };
}
