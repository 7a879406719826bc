import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISessionContextDialogs, Notification } from '@jupyterlab/apputils';
import { INotebookCellExecutor, INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { NotebookLinks } from '../jupyter/notebookLinks';
import { leaveUntracked } from '../jupyter/untracked';
import { SAID } from '../protocol/messages';
import { SessionSettings } from '../settings';
import { INotebookLinks } from '../tokens';
import { secretText } from '../view/roleWords';
import { wordsFrom } from './translation';

/** Connects every open notebook with the session in its kernel. */
export const bridgePlugin: JupyterFrontEndPlugin<INotebookLinks> = {
  id: 'rca-kernel:bridge',
  description: 'Carries out what the agent in the kernel does in its notebook.',
  autoStart: true,
  provides: INotebookLinks,
  requires: [INotebookTracker, INotebookCellExecutor],
  optional: [ISessionContextDialogs, ITranslator, ISettingRegistry],
  activate: (
    { serviceManager }: JupyterFrontEnd,
    tracker: INotebookTracker,
    executor: INotebookCellExecutor,
    dialogs: ISessionContextDialogs | null,
    translator: ITranslator | null,
    registry: ISettingRegistry | null
  ) => {
    leaveUntracked(SAID);
    const words = wordsFrom(translator);
    const settings = new SessionSettings(registry, titles =>
      Notification.error(secretText(titles.join(', '), words), { autoClose: false })
    );
    const services = {
      executor,
      contents: serviceManager.contents,
      dialogs: dialogs ?? undefined,
      translator: translator ?? undefined,
      settings
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
