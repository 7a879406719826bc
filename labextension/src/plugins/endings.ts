import { Notification } from '@jupyterlab/apputils';
import { bounded } from '../core/plainText';
import type { INotebookLink, INotebookLinks } from '../tokens';
import { namesOf } from '../view/named';
import type { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';
import { statusWord } from '../view/statusWords';
import { leftOut } from '../view/wording';

const LONGEST = 300;

/** While the panel is closed, a notification says that a session ended otherwise than wished, and why. */
export function tellEndings(
  links: INotebookLinks,
  panel: PlanPanel,
  words: IWords,
  show: () => void
): void {
  const ran = new WeakMap<INotebookLink, boolean>();
  links.changed.connect(() => {
    const link = links.current;
    if (!link) {
      return;
    }
    const { running, status, message } = link.state;
    const ended = ran.get(link) === true && !running;
    ran.set(link, running);
    if (ended && (status === 'failed' || status === 'incomplete') && !panel.isVisible) {
      const names = namesOf(link.state.body, cell => link.placeOf(cell), words);
      const why = bounded(names.text(message), LONGEST, leftOut(words));
      const word = statusWord(status, words);
      Notification.warning(why ? words.__('%1: %2', word, why) : word, {
        autoClose: 15000,
        actions: [{ label: words.__('Show'), callback: show }]
      });
    }
  });
}
