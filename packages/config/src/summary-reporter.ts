import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** What the last lines of a test run say. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  /** Reason → the names of the tests that it prevented. */
  reasons: ReadonlyMap<string, readonly string[]>;
}

/**
 * Why a test did not run: the note of `context.skip(note)`, else the words `needs …` in its own or
 * its suite's name (`describe.skipIf(!redis)('queues on Redis (needs redis-server)')`).
 */
export function reasonOf(fullName: string, note: string | undefined): string {
  const words = note ?? fullName;
  const part = /\bneeds ([\w-]+(?:\.[\w-]+)*)/.exec(words)?.[1];
  return part ? `needs ${part}` : (note ?? 'no reason given');
}

function countOf(modules: readonly TestModule[], unhandledErrors: number): Summary {
  const reasons = new Map<string, string[]>();
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  const countTest = (test: TestCase): void => {
    const result = test.result();
    if (result.state === 'passed' || result.state === 'failed') {
      counts[result.state] += 1;
      return;
    }
    counts.skipped += 1;
    const reason = reasonOf(test.fullName, result.state === 'skipped' ? result.note : undefined);
    const names = reasons.get(reason) ?? [];
    names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
    reasons.set(reason, names);
  };
  for (const module of modules) {
    // A file that cannot be loaded and a suite whose hook threw hide their tests: each counts as one failure.
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) countTest(test);
  }
  return { ...counts, reasons };
}

/** The plain lines: first each reason with what it prevented, last `N passed, N failed, N skipped`. */
export function toSummaryLines({ passed, failed, skipped, reasons }: Summary): string[] {
  const lines: string[] = [];
  for (const [reason, names] of reasons) {
    lines.push(`skipped: ${reason} (${names.length})`, ...names.map((name) => `  ${name}`));
  }
  lines.push(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines;
}

/** A vitest reporter that ends every run with one line for machines and one reason per skipped part. */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors): void {
      const lines = toSummaryLines(countOf(modules, unhandledErrors.length));
      process.stdout.write(`\n${lines.join('\n')}\n`);
    },
  };
}
