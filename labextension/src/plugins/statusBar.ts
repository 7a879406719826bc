import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator } from '@jupyterlab/translation';
import { CommandIDs } from '../commandIds';
import { INotebookLinks } from '../tokens';
import { StatusItem } from '../view/statusItem';
import { wordsFrom } from './translation';

/** How far the plan is, in the status bar; a click shows the panel. */
export const statusBarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:status-bar',
  description: 'Tells in the status bar how far the research plan is.',
  autoStart: true,
  requires: [INotebookLinks],
  optional: [IStatusBar, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    links: INotebookLinks,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    if (!statusBar) {
      return;
    }
    const words = wordsFrom(translator);
    const item = new StatusItem(
      links,
      words,
      () => void commands.execute(CommandIDs.showPanel),
      () => void commands.execute(CommandIDs.stop)
    );
    statusBar.registerStatusItem('rca-kernel:status', {
      item,
      align: 'left',
      rank: 50,
      isActive: () => item.isActive,
      activeStateChanged: links.changed
    });
  }
};
