import type { ChildAttribute, DocumentIndex } from './documentIndex';
import type { Prefix } from './selection';

/**
 * What a document must hold for a context to match anything: for each step elements of a name, or with a certain templateId. Of the
 * thousand contexts of a schema a document has use for some tens; the others are passed over without a look at what they are made of.
 */
export class Landmarks {
  /** Of contexts that ask for nothing of the kind. */
  static readonly none = 0;
  private count = 1;
  /** By the number of the element's name. */
  private readonly names = new Map<number, number>();
  private readonly children = new Map<ChildAttribute, Map<string, number>>();
  /** Two landmarks that have one number: both must be there. By the first, then by the second, which are numbered before. */
  private readonly pairs = new Map<number, Map<number, number>>();
  /** Each of `pairs`: its number, the first, the second. */
  private readonly listed: number[] = [];

  /** The landmark of contexts that end with this step. */
  of(prefix: Prefix): number {
    const own = this.ofStep(prefix);
    const before = prefix.before ? this.of(prefix.before) : Landmarks.none;
    if (before === Landmarks.none || own === Landmarks.none) return own === Landmarks.none ? before : own;
    const withBefore = this.pairs.get(before) ?? new Map<number, number>();
    this.pairs.set(before, withBefore);
    if (!withBefore.has(own)) this.listed.push(this.count, before, own);
    return this.numbered(withBefore, own);
  }

  private ofStep({ name, hint, step }: Prefix): number {
    // Where positions count the step is evaluated as a whole.
    if (step) return Landmarks.none;
    const [value, another] = hint?.values ?? [];
    if (hint && value !== undefined && another === undefined) {
      const ofChild = this.children.get(hint.child) ?? new Map<string, number>();
      this.children.set(hint.child, ofChild);
      return this.numbered(ofChild, value);
    }
    return name === undefined ? Landmarks.none : this.numbered(this.names, name);
  }

  private numbered<K>(landmarks: Map<K, number>, key: K): number {
    const known = landmarks.get(key);
    if (known !== undefined) return known;
    landmarks.set(key, this.count);
    return this.count++;
  }

  /** 1 for each landmark that the document lacks. */
  missingIn(index: DocumentIndex): Uint8Array {
    const missing = new Uint8Array(this.count).fill(1);
    missing[Landmarks.none] = 0;
    this.names.forEach((landmark, name) => {
      if (index.named(name).length > 0) missing[landmark] = 0;
    });
    this.children.forEach((ofChild, child) => {
      index.parentsOf(child).forEach((_, value) => {
        const landmark = ofChild.get(value);
        if (landmark !== undefined) missing[landmark] = 0;
      });
    });
    const { listed } = this;
    for (let at = 0; at < listed.length; at += 3) {
      const [first, second] = [
        missing[listed[at + 1] as number] as number,
        missing[listed[at + 2] as number] as number,
      ];
      missing[listed[at] as number] = first | second;
    }
    return missing;
  }
}
