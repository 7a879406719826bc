import { formats } from './formats';
import type { IWords } from './wording';

interface IUsed {
  calls?: number;
  cost?: number;
  unpriced?: number;
}

/** Whether calls were made that no price is known for: `cost` does not hold them. */
export const isUnpriced = ({ unpriced = 0 }: IUsed): boolean => unpriced > 0;

/** What was used, in money; where some of its parts have no price, it is what the others cost. */
export function priceOf(used: IUsed, words: IWords, parts: readonly IUsed[] = []): string {
  const { cost = 0 } = used;
  const { money } = formats(words);
  const unknown = isUnpriced(used) || parts.some(isUnpriced);
  if (unknown && cost === 0) {
    return words.__('price unknown');
  }
  return unknown ? words.__('at least %1', money(cost)) : money(cost);
}
