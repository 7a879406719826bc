import { money } from '../core/money';
import type { IWords } from './wording';

interface IUsed {
  prompt_tokens?: number;
  completion_tokens?: number;
  cost?: number;
}

/** Whether tokens were used that no price is known for; the kernel counts them as 0. */
export const isUnpriced = ({
  prompt_tokens = 0,
  completion_tokens = 0,
  cost = 0
}: IUsed): boolean => cost === 0 && prompt_tokens + completion_tokens > 0;

/** What was used, in money; where some of its parts have no price, it is what the others cost. */
export function priceOf(used: IUsed, words: IWords, parts: readonly IUsed[] = []): string {
  const { cost = 0 } = used;
  const unknown = isUnpriced(used) || parts.some(isUnpriced);
  if (unknown && cost === 0) {
    return words.__('price unknown');
  }
  return unknown ? words.__('at least %1', money(cost)) : money(cost);
}
