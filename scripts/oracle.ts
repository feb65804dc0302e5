// npm run oracle: our failures beside those of Saxon-HE (../shared/oracle) for every schema and document; fails on a difference.
import { compare, difference, sets, skip } from '../test/schematron/oracle';

if (skip) {
  console.log(`Skipped: ${skip}.`);
} else {
  const rows: string[][] = [
    ['set', 'pairs', 'failures', 'different pairs', 'expressions without an answer', 'seconds'],
  ];
  let different = 0;
  for (const set of sets) {
    const start = performance.now();
    const counts = { pairs: 0, failures: 0, different: 0, errors: 0 };
    for (const comparison of compare(set)) {
      counts.pairs++;
      counts.failures += comparison.expected.length;
      counts.errors += comparison.errors.length;
      const { missing, surplus } = difference(comparison);
      if (missing.length + surplus.length === 0) continue;
      counts.different++;
      console.log(`${comparison.schema} on ${comparison.document}`);
      for (const line of missing) console.log(`  - ${line}`);
      for (const line of surplus) console.log(`  + ${line}`);
      for (const line of comparison.errors) console.log(`  ! ${line}`);
    }
    different += counts.different;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    rows.push([set, ...Object.values(counts).map(String), seconds]);
  }
  console.log(
    rows
      .map((row) =>
        row
          .map((cell) => cell.padEnd(31))
          .join('')
          .trimEnd(),
      )
      .join('\n'),
  );
  process.exitCode = different === 0 ? 0 : 1;
}
