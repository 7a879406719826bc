import { Notification } from '@jupyterlab/apputils';
import type { INotebookLinks } from '../tokens';
import { announcement } from '../view/announcement';
import type { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';

interface ICaller {
  /** Whether to call at all. */
  calls: boolean;
}

/** While the panel is closed, a notification says that the session waits; the focus stays where it is. */
export function callForUser(
  links: INotebookLinks,
  panel: PlanPanel,
  words: IWords,
  show: () => void
): ICaller {
  const caller: ICaller = { calls: true };
  let called: { request: string; notification: string } | null = null;
  links.changed.connect(() => {
    const state = links.current?.state;
    const waiting = state?.waiting ?? null;
    if (called && called.request !== waiting?.id) {
      Notification.dismiss(called.notification);
      called = null;
    }
    if (state && waiting && !called && caller.calls && !panel.isVisible) {
      const actions = [{ label: words.__('Show'), callback: show }];
      const options = { autoClose: false as const, actions };
      const notification = Notification.info(announcement(state, words), options);
      called = { request: waiting.id, notification };
    }
  });
  return caller;
}
