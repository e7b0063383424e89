import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Short to read and long to run: their sizes, by which a fresh clone is ordered, say nothing. */
const LONG = [
  '.smoke.test.ts',
  '/faults.',
  '/contract.',
  '/crash',
  '/invoice-faults.',
  '/limiter.',
];

/** Files that take long begin first, so that the end of a run does not wait for one of them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG.some((part) => moduleId.includes(part));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
