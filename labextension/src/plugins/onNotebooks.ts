import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import type { ISettings } from '../settings';
import { followSettings } from '../settings';
import { INotebookLinks } from '../tokens';
import type { IWords } from '../view/wording';
import { wordsFrom } from './translation';

interface INotebookParts {
  commands: JupyterFrontEnd['commands'];
  tracker: INotebookTracker;
  links: INotebookLinks;
  words: IWords;
  /** Told now and at each change. */
  follow: (tell: (settings: ISettings) => void) => void;
}

/** A plugin that adds something to every notebook, as the user's settings have it. */
export const onNotebooks = (
  id: string,
  description: string,
  add: (parts: INotebookParts) => void
): JupyterFrontEndPlugin<void> => ({
  id,
  description,
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
    const words = wordsFrom(translator);
    add({ commands, tracker, links, words, follow: tell => followSettings(registry, tell) });
  }
});
