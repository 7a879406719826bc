import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandIDs } from '../commandIds';
import { CellMarks } from '../jupyter/cellMarks';
import { followSettings } from '../settings';
import { INotebookLinks } from '../tokens';
import { badgeText } from '../view/wording';

/** Step, persona and attempt on the cells that an agent wrote. */
export const badgesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:badges',
  description: 'Shows on cells which step of the plan wrote them.',
  autoStart: true,
  requires: [INotebookTracker, INotebookLinks],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    tracker: INotebookTracker,
    links: INotebookLinks,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const words = (translator ?? nullTranslator).load('rca_kernel');
    const badges = new CellMarks(tracker, {
      badgeText: mark => badgeText(mark, words),
      badgeHint: words.__('Show the step of this cell'),
      rerunText: words.__('Rerun failed cell'),
      showStep: step => void commands.execute(CommandIDs.showStep, { step }),
      reruns: panel => !links.of(panel)?.state.follows,
      rerun: (panel, cellId) => void links.of(panel)?.rerun(cellId)
    });
    let following = false;
    links.changed.connect(() => {
      const follows = links.current?.state.follows ?? false;
      if (follows !== following) {
        following = follows;
        badges.redraw();
      }
    });
    followSettings(registry, ({ showBadges }) => {
      badges.shows = showBadges;
    });
  }
};
