import type { Role } from '../protocol/messages';
import type { IWords } from './wording';

/** What a role or persona does. */
export function roleHint(role: Role, words: IWords): string {
  switch (role) {
    case 'model':
      return words.__('Does everything for which no other model is named');
    case 'planner':
      return words.__('Makes the plan');
    case 'expert':
      return words.__('Is asked when a step has failed');
    case 'worker':
      return words.__('Writes the cells; “formal” compiles equations without a model');
    case 'reader':
      return words.__('Reads paper and files, for the others too');
    case 'coder':
      return words.__('Writes code from the paper');
    case 'debugger':
      return words.__('Mends cells that fail');
    case 'reviewer':
      return words.__('Checks what others wrote');
    case 'experimenter':
      return words.__('Runs experiments and compares their results');
  }
}

/** Why a number is not taken; the browser's own words would be in its language, not in JupyterLab's. */
export const numberText = (step: string | undefined, words: IWords): string =>
  step === '1'
    ? words.__('This must be a whole number, 0 or more.')
    : words.__('This must be a number, 0 or more.');

/** Why a text is not taken. */
export const keyText = (words: IWords): string =>
  words.__('This looks like a key. Keys stay in the kernel’s environment (OPENAI_API_KEY).');

/** The same of settings that were taken out; a notification shows about 140 letters. */
export const secretText = (titles: string, words: IWords): string =>
  words.__(
    '“%1” looked like a key and was taken out of the settings. Keys stay in the kernel’s environment (OPENAI_API_KEY).',
    titles
  );
