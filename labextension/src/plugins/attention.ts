import { Notification } from '@jupyterlab/apputils';
import type { INotebookLink, INotebookLinks } from '../tokens';
import { announcement } from '../view/announcement';
import type { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';
import { noticeText } from '../view/wording';

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
  tellRefusals(links, panel, words);
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

/** While the panel is closed, a notification says why the kernel did not do what the user asked. */
function tellRefusals(links: INotebookLinks, panel: PlanPanel, words: IWords): void {
  const told = new WeakMap<INotebookLink, string>();
  links.changed.connect(() => {
    const link = links.current;
    if (link && link.state.notice !== (told.get(link) ?? '')) {
      told.set(link, link.state.notice);
      if (link.state.notice !== '' && !panel.isVisible) {
        Notification.warning(noticeText(link.state.notice, words), { autoClose: 8000 });
      }
    }
  });
}
