import { parseDocument, stringify } from 'yaml';
import type { RandomStream } from '../../../src/sim/randomStream.ts';
import { ODD_TEXTS } from './oddTexts.ts';

/** A list or map of the document. Maps keep the order of their keys. */
type Branch = unknown[] | Map<unknown, unknown>;

/** A place in the document at which a value stands. */
interface Slot {
  readonly branch: Branch;
  readonly key: unknown;
}

/** The text of a file with one to three of its values, keys or parts changed as a tree. */
export function mutateTree(source: string, random: RandomStream): string {
  const root = parseDocument(source).toJS({ mapAsMap: true }) as Map<unknown, unknown>;
  for (let count = random.between(1, 3); count > 0; count--) mutateOnce(root, random);
  return stringify(root, { lineWidth: random.chance(500_000) ? 80 : 0 });
}

function mutateOnce(root: Branch, random: RandomStream): void {
  const slots = slotsBelow(root, []);
  if (slots.length === 0) return;
  const slot = pick(slots, random);
  const other = pick(slots, random);
  switch (random.below(9)) {
    case 0:
      return setValue(slot, pick(OTHER_TYPES, random)());
    case 1:
      return renameKey(slot, pick(ODD_TEXTS, random));
    case 2:
      return renameKey(slot, swapTwoLetters(String(slot.key)));
    case 3:
      return deleteSlot(slot);
    case 4:
      // A part of the file under another key: by reference, so that it is printed as an alias.
      return setValue(slot, isWithin(slot, valueOf(other)) ? null : valueOf(other));
    case 5:
      return addBeside(slot, structuredClone(valueOf(slot)));
    case 6:
      return setValue(slot, pick(ODD_TEXTS, random));
    case 7:
      return setValue(slot, numberNear(valueOf(slot), random));
    default:
      return setValue(slot, nested(valueOf(slot), random.between(1, random.below(4) * 60 + 1)));
  }
}

const OTHER_TYPES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e21,
  () => NaN,
  () => Infinity,
  () => '',
  () => [],
  () => new Map(),
  () => [[]],
  () => [null],
  () => new Map([['', '']]),
  () => new Map([['requests', 5]]),
  () => 'a\nb',
  () => '10s',
  () => 3,
  () => ['c1', 'c2'],
];

function slotsBelow(branch: Branch, found: Slot[]): Slot[] {
  for (const [key, value] of branch.entries()) {
    found.push({ branch, key });
    if (isBranch(value)) slotsBelow(value, found);
  }
  return found;
}

function isBranch(value: unknown): value is Branch {
  return Array.isArray(value) || value instanceof Map;
}

function valueOf({ branch, key }: Slot): unknown {
  return Array.isArray(branch) ? branch[key as number] : branch.get(key);
}

function setValue({ branch, key }: Slot, value: unknown): void {
  if (Array.isArray(branch)) branch[key as number] = value;
  else branch.set(key, value);
}

function deleteSlot({ branch, key }: Slot): void {
  if (Array.isArray(branch)) branch.splice(key as number, 1);
  else branch.delete(key);
}

/** The key moves to the end of its map; an item of a list has none. */
function renameKey(slot: Slot, name: string): void {
  const value = valueOf(slot);
  if (Array.isArray(slot.branch)) return setValue(slot, name);
  deleteSlot(slot);
  slot.branch.set(name, value);
}

function addBeside({ branch, key }: Slot, value: unknown): void {
  if (Array.isArray(branch)) branch.splice(key as number, 0, value);
  else branch.set(`${String(key)}2`, value);
}

function nested(value: unknown, depth: number): unknown {
  let nest = value;
  for (let level = 0; level < depth; level++) {
    nest = level % 2 === 0 ? [nest] : new Map([['requests', nest]]);
  }
  return nest;
}

/** True if the slot lies in the value: putting the value there would make a circle. */
function isWithin(slot: Slot, value: unknown): boolean {
  if (!isBranch(value)) return false;
  return value === slot.branch || [...value.values()].some((child) => isWithin(slot, child));
}

function swapTwoLetters(word: string): string {
  return word.replace(/^(.)(.)(.)/, '$1$3$2');
}

function numberNear(value: unknown, random: RandomStream): unknown {
  const scaled = (number: number): number =>
    pick([number * 2, Math.floor(number / 2), number + 1, number - 1, number * 1000], random);
  if (typeof value === 'number') return scaled(value);
  if (typeof value !== 'string') return value;
  return value.replace(/\d+/, (digits) => String(Math.max(0, scaled(Number(digits)))));
}

function pick<T>(list: readonly T[], random: RandomStream): T {
  return list[random.below(list.length)]!;
}
