import { expect, test } from 'vitest';
import { choosePhones } from './choose-phones.ts';

const [ONE, TWO, OWN, OTHER] = ['11911111111', '11922222222', '1133333333', '1144444444'];
const others = { isOurs: false };

test.each<[string, string[], string[], { isOurs: boolean }, string[], number]>([
  ['a customer without phones gets all', [ONE, TWO], [], others, [ONE, TWO], 0],
  ['one that has them gets none', [ONE, TWO], [ONE, TWO], others, [], 0],
  ['one that has the first gets the second', [ONE, TWO], [ONE], others, [TWO], 0],
  ['beside its own it gets the first only', [ONE, TWO], [OWN, OTHER], others, [ONE], 1],
  ['and asked again it gets no other', [ONE, TWO], [OWN, ONE], others, [], 1],
  ['a phone that changed is added all the same', [TWO], [OWN, ONE], others, [TWO], 0],
  ['a customer that we made gets all', [ONE, TWO], [OWN, ONE], { isOurs: true }, [TWO], 0],
])('%s', (_says, ours, there, made, add, leftOut) => {
  expect(choosePhones(ours, new Set(there), made)).toEqual({ add, leftOut });
});
