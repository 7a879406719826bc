import type { ITranslator } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { IWords } from '../view/wording';

/** The words of this extension in JupyterLab's language. */
export function wordsFrom(translator: ITranslator | null): IWords {
  const { languageCode: language } = translator ?? nullTranslator;
  const bundle = (translator ?? nullTranslator).load('rca_kernel');
  return {
    language,
    __: (text, ...args) => bundle.__(text, ...args),
    _n: (one, many, count, ...args) => bundle._n(one, many, count, ...args)
  };
}
