import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CellBadges } from '../jupyter/cellBadges';
import { followSettings } from '../settings';
import { badgeText } from '../view/wording';

/** Step, persona and attempt on the cells that an agent wrote. */
export const badgesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:badges',
  description: 'Shows on cells which step of the plan wrote them.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const words = (translator ?? nullTranslator).load('rca_kernel');
    const badges = new CellBadges(tracker, mark => badgeText(mark, words));
    followSettings(registry, ({ showBadges }) => {
      badges.shows = showBadges;
    });
  }
};
