/** Expressions made at random, the same ones for the same seed: paths over the sample document and operators on what they give. */
export class Generator {
  constructor(private seed: number) {}

  /** An expression, nested at most `depth` levels. */
  next(depth = 3): string {
    return this.expression(depth);
  }

  private below(count: number): number {
    // A linear congruential generator (Numerical Recipes) is random enough to choose with.
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * count);
  }

  private one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  private expression(depth: number): string {
    if (depth <= 0) return this.leaf();
    const inner = () => this.expression(depth - 1);
    switch (this.below(14)) {
      case 0:
        return `(${inner()}, ${inner()})`;
      case 1:
        return `(${inner()} ${this.one(['=', '!=', '<', '<=', '>', '>='])} ${inner()})`;
      case 2:
        return `(${inner()} ${this.one(['eq', 'ne', 'lt', 'ge'])} ${inner()})`;
      case 3:
        return `(${inner()} ${this.one(['+', '-', '*', 'div', 'idiv', 'mod'])} ${inner()})`;
      case 4:
        return `(${inner()} ${this.one(['and', 'or'])} ${inner()})`;
      case 5:
        return `(${this.path(depth)} ${this.one(['|', 'intersect', 'except', '<<', 'is'])} ${this.path(depth)})`;
      case 6:
        return `(if (${inner()}) then ${inner()} else ${inner()})`;
      case 7:
        return `(for $x in ${inner()} return ${this.one(['$x', '($x, $x)', `($x = ${inner()})`, 'string($x)', 'count($x)'])})`;
      case 8:
        return `(${this.one(['some', 'every'])} $x in ${inner()} satisfies ${this.one(['$x', `$x = ${inner()}`, `exists($x)`])})`;
      case 9:
      case 10:
        return this.call(depth);
      default:
        return this.path(depth);
    }
  }

  private leaf(): string {
    return this.one([
      '1',
      '2',
      '0',
      '12',
      '1.5',
      '2e0',
      "'i2'",
      "'5'",
      "''",
      "'item'",
      '()',
      'true()',
      'false()',
      '.',
      '//item/@id',
      '//item/@price',
      '//@quantity',
      '//item',
      '/doc/b',
      '//deep/text()',
      '//none',
      '(1 to 3)',
      "xs:date('2001-01-01')",
      "xs:untypedAtomic('12')",
      "xs:double('NaN')",
      'position()',
      'last()',
    ]);
  }

  private call(depth: number): string {
    const inner = () => this.expression(depth - 1);
    const [name, count] = this.one([
      ['count', 1],
      ['not', 1],
      ['exists', 1],
      ['empty', 1],
      ['boolean', 1],
      ['string', 1],
      ['number', 1],
      ['sum', 1],
      ['avg', 1],
      ['max', 1],
      ['min', 1],
      ['distinct-values', 1],
      ['data', 1],
      ['reverse', 1],
      ['string-length', 1],
      ['normalize-space', 1],
      ['upper-case', 1],
      ['concat', 2],
      ['contains', 2],
      ['starts-with', 2],
      ['substring-after', 2],
      ['string-join', 2],
      ['index-of', 2],
      ['deep-equal', 2],
      ['subsequence', 2],
      ['remove', 2],
      ['substring', 2],
      ['abs', 1],
      ['floor', 1],
      ['round', 1],
      ['name', 1],
      ['local-name', 1],
      ['root', 1],
      ['zero-or-one', 1],
      ['exactly-one', 1],
      ['xs:integer', 1],
      ['xs:string', 1],
      ['xs:double', 1],
      ['xs:boolean', 1],
    ] as const);
    return `${name}(${Array.from({ length: count }, inner).join(', ')})`;
  }

  private path(depth: number): string {
    let path = this.one(['', '', '/', '//', './/', '/doc/', '//item/', '(//item)[2]/', '//c/']);
    const steps = 1 + this.below(3);
    for (let step = 0; step < steps; step++) path += (step ? this.one(['/', '/', '//']) : '') + this.step(depth);
    return path;
  }

  private step(depth: number): string {
    const axis = this.one([
      '',
      '',
      '',
      '@',
      'child::',
      'descendant::',
      'descendant-or-self::',
      'self::',
      'parent::',
      'ancestor::',
      'ancestor-or-self::',
      'following-sibling::',
      'preceding-sibling::',
      'following::',
      'preceding::',
      'attribute::',
    ]);
    const test = this.one([
      '*',
      '*',
      'node()',
      'item',
      'b',
      'c',
      'id',
      'price',
      'text()',
      'comment()',
      'n:x',
      '*:y',
      'n:*',
      'element()',
    ]);
    const predicates = this.below(3) === 0 ? `[${this.predicate(depth)}]` : '';
    return axis + test + predicates + (predicates && this.below(3) === 0 ? `[${this.predicate(depth)}]` : '');
  }

  private predicate(depth: number): string {
    return this.below(2)
      ? this.one([
          '1',
          '2',
          'last()',
          'position() > 1',
          'position() = last()',
          '@id',
          '@price > 6',
          "@id = 'i1'",
          'text()',
          'last() - 1',
          '..',
          '*',
        ])
      : this.expression(Math.min(depth - 1, 1));
  }
}
