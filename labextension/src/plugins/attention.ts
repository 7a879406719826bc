import { Notification } from '@jupyterlab/apputils';
import type { INotebookLink, INotebookLinks } from '../tokens';
import { askText } from '../view/announcement';
import { namesOf } from '../view/named';
import type { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';
import { noticeText } from '../view/wording';

interface ICaller {
  /** Whether to call at all. */
  calls: boolean;
}

/** Milliseconds for which a call may lie over the panel; it stays among JupyterLab's notifications. */
const OVER_PANEL = 10000;

interface ICall {
  request: string;
  notification: string;
}

/** A notification says that a session waits where the user does not see it: while the panel is closed, or in
 * a notebook behind another. The focus stays where it is. */
export function callForUser(
  links: INotebookLinks,
  panel: PlanPanel,
  words: IWords,
  show: (link: INotebookLink) => void
): ICaller {
  const caller: ICaller = { calls: true };
  tellRefusals(links, panel, words);
  // Each kernel counts its requests from one.
  const called = new Map<INotebookLink, ICall>();
  const isSeen = (link: INotebookLink): boolean => panel.isVisible && link === links.current;
  const look = (): void => {
    const open = links.all;
    for (const [link, { request, notification }] of called) {
      if (!open.includes(link) || link.waiting?.id !== request || isSeen(link)) {
        Notification.dismiss(notification);
        called.delete(link);
      }
    }
    for (const link of open) {
      const { waiting } = link;
      if (waiting && caller.calls && !called.has(link) && !isSeen(link)) {
        const actions = [{ label: words.__('Show'), callback: () => show(link) }];
        const names = namesOf(link.state.body, cell => link.placeOf(cell), words);
        const said = askText(waiting, words, names);
        const text = link === links.current ? said : words.__('%1: %2', link.name, said);
        const notification = Notification.info(text, {
          autoClose: panel.isVisible && OVER_PANEL,
          actions
        });
        called.set(link, { request: waiting.id, notification });
      }
    }
  };
  links.anyChanged.connect(look);
  links.changed.connect(look);
  panel.onShown = look;
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
