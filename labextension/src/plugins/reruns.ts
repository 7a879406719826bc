import { Notification } from '@jupyterlab/apputils';
import type { IWords } from '../view/wording';
import { rerunText } from '../view/wording';

/** A rerun that cannot begin (there is no kernel, a cell waits for input) says why. */
export function tellingWhy(rerun: Promise<void> | undefined, words: IWords): void {
  rerun?.catch((reason: unknown) => {
    Notification.warning(rerunText(reason, words), { autoClose: 8000 });
  });
}
