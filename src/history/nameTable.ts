/** Numbers names in the order of their first occurrence, from 0. */
export class NameTable {
  private readonly codes = new Map<string, number>();
  private readonly names: string[] = [];

  /** The number of a name, new or not. */
  codeOf(name: string): number {
    let code = this.codes.get(name);
    if (code === undefined) {
      code = this.names.length;
      this.codes.set(name, code);
      this.names.push(name);
    }
    return code;
  }

  /** The name of a number that `codeOf` gave. */
  nameOf(code: number): string {
    return this.names[code]!;
  }
}
