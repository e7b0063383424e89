/** What was measured did not do its work: a figure of it would be a lie. */
export class WrongResult extends Error {
  override readonly name = 'WrongResult';
}

export function assertRight(isRight: boolean, words: string): void {
  if (!isRight) throw new WrongResult(words);
}
