import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';
import { CommandIDs } from '../commandIds';
import { isPaper } from '../core/magicLine';
import type { IKernelName } from '../jupyter/paperNotebook';
import { createPaperNotebook } from '../jupyter/paperNotebook';
import { planIcon } from '../view/icons';
import type { IWords } from '../view/wording';
import { wordsFrom } from './translation';

const KERNEL = 'rca';

/** Notebooks to begin with: a launcher card, and an action on papers in the file browser. */
export const newNotebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:new-notebooks',
  description: 'Creates notebooks with the kernel of Research Code Agent.',
  autoStart: true,
  optional: [ILauncher, IFileBrowserFactory, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    browsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const words = wordsFrom(translator);
    addNewNotebook(app, browsers, words);
    if (launcher) {
      addLauncherCard(app, launcher, words);
    }
    app.serviceManager.kernelspecs.specsChanged.connect(() =>
      app.commands.notifyCommandChanged(CommandIDs.newNotebook)
    );
    palette?.addItem({
      command: CommandIDs.newNotebook,
      category: words.__('Research Code Agent')
    });
    if (browsers) {
      addImplementPaper(app, browsers, words);
    }
  }
};

function kernelOf(app: JupyterFrontEnd): IKernelName | null {
  const spec = app.serviceManager.kernelspecs.specs?.kernelspecs[KERNEL];
  return spec ? { name: KERNEL, display_name: spec.display_name } : null;
}

/** In a section of its own: among the kernels it would stand beside the same kernel's own card. It is there as
 * long as the kernel is installed. */
function addLauncherCard(app: JupyterFrontEnd, launcher: ILauncher, words: IWords): void {
  const { kernelspecs } = app.serviceManager;
  let card: IDisposable | null = null;
  const look = (): void => {
    const installed = kernelOf(app) !== null;
    if (installed && !card) {
      card = launcher.add({
        command: CommandIDs.newNotebook,
        category: words.__('Research Code Agent'),
        // After the notebooks, before the consoles.
        categoryRank: 10
      });
    } else if (!installed) {
      card?.dispose();
      card = null;
    }
  };
  kernelspecs.specsChanged.connect(look);
  void kernelspecs.ready.then(look, look);
}

function addNewNotebook(
  app: JupyterFrontEnd,
  browsers: IFileBrowserFactory | null,
  words: IWords
): void {
  const folder = (): string => browsers?.tracker.currentWidget?.model.path ?? '';
  app.commands.addCommand(CommandIDs.newNotebook, {
    label: words.__('Research Notebook'),
    caption: words.__(
      'A notebook whose kernel implements papers, with the research plan beside it'
    ),
    icon: planIcon,
    isEnabled: () => kernelOf(app) !== null,
    execute: async ({ cwd = folder() }) => {
      const args = { cwd, kernelName: KERNEL };
      const made: unknown = await app.commands.execute('notebook:create-new', args);
      if (made instanceof Widget && app.commands.hasCommand(CommandIDs.showPanel)) {
        await app.commands.execute(CommandIDs.showPanel);
        // Who has just made a notebook writes in it.
        app.shell.activateById(made.id);
      }
      return made;
    }
  });
}

function addImplementPaper(
  app: JupyterFrontEnd,
  browsers: IFileBrowserFactory,
  words: IWords
): void {
  /** The paper that alone is selected. */
  const paper = (): string | null => {
    const [item, ...others] = browsers.tracker.currentWidget?.selectedItems() ?? [];
    return item && others.length === 0 && item.type !== 'directory' && isPaper(item.name)
      ? item.path
      : null;
  };
  app.commands.addCommand(CommandIDs.implementPaper, {
    label: words.__('Implement from This Paper'),
    caption: words.__('Create a notebook that implements a section of this paper'),
    icon: planIcon,
    isVisible: () => paper() !== null && kernelOf(app) !== null,
    execute: async () => {
      const path = paper();
      const kernel = kernelOf(app);
      if (path === null || kernel === null) {
        return;
      }
      try {
        const { contents } = app.serviceManager;
        const notebook = await createPaperNotebook(contents, path, kernel);
        await app.commands.execute('docmanager:open', { path: notebook, factory: 'Notebook' });
      } catch (reason) {
        await showErrorMessage(words.__('The notebook cannot be created'), reason as Error);
      }
    }
  });
}
