import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISessionContextDialogs } from '@jupyterlab/apputils';
import { INotebookCellExecutor, INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { NotebookLinks } from '../jupyter/notebookLinks';
import { leaveUntracked } from '../jupyter/untracked';
import { SAID } from '../protocol/messages';
import { INotebookLinks } from '../tokens';

/** Connects every open notebook with the session in its kernel. */
export const bridgePlugin: JupyterFrontEndPlugin<INotebookLinks> = {
  id: 'rca-kernel:bridge',
  description: 'Carries out what the agent in the kernel does in its notebook.',
  autoStart: true,
  provides: INotebookLinks,
  requires: [INotebookTracker, INotebookCellExecutor],
  optional: [ISessionContextDialogs, ITranslator],
  activate: (
    { serviceManager }: JupyterFrontEnd,
    tracker: INotebookTracker,
    executor: INotebookCellExecutor,
    dialogs: ISessionContextDialogs | null,
    translator: ITranslator | null
  ) => {
    leaveUntracked(SAID);
    const services = {
      executor,
      contents: serviceManager.contents,
      dialogs: dialogs ?? undefined,
      translator: translator ?? undefined
    };
    const links = new NotebookLinks(tracker, services);
    window.addEventListener('pagehide', () => links.detachAll());
    window.addEventListener('pageshow', event => {
      if (event.persisted) {
        links.attachAll();
      }
    });
    return links;
  }
};
