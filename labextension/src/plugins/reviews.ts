import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookLink } from '../tokens';
import type { IPanelActions } from '../view/actions';
import { planIcon } from '../view/icons';
import type { IPanelServices, PlanPanel } from '../view/planPanel';
import { ReviewTab } from '../view/reviewTab';
import type { IWords } from '../view/wording';

/** Returns what shows, in a tab of its own, what a notebook's session asks; one tab for each notebook. */
export function reviewTabs(
  { shell }: JupyterFrontEnd,
  area: 'main' | 'down',
  panel: PlanPanel,
  actionsOf: (link: INotebookLink) => IPanelActions,
  services: IPanelServices,
  words: IWords
): (link: INotebookLink) => void {
  const tabs = new Map<INotebookLink, ReviewTab>();
  panel.isEnlarged = link => tabs.has(link);
  const add = (link: INotebookLink): ReviewTab => {
    const tab = new ReviewTab(link, panel.keptOf(link), actionsOf(link), services, words);
    tab.id = `rca-review-${link.id}`;
    tab.title.icon = planIcon;
    tab.title.closable = true;
    tabs.set(link, tab);
    tab.disposed.connect(() => {
      tabs.delete(link);
      panel.update();
    });
    shell.add(tab, area);
    return tab;
  };
  return link => {
    const tab = tabs.get(link) ?? add(link);
    shell.activateById(tab.id);
    panel.update();
  };
}
