import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILatexTypesetter } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { CommandIDs } from '../commandIds';
import { followSettings } from '../settings';
import { INotebookLinks } from '../tokens';
import type { IPanelActions } from '../view/actions';
import { planIcon } from '../view/icons';
import type { Typeset } from '../view/mathematics';
import { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';

const PANEL_ID = 'rca-plan-panel';

/** The "Research plan" sidebar and the commands of a session. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:panel',
  description: 'Shows the research plan of the current notebook in the right sidebar.',
  autoStart: true,
  requires: [INotebookLinks],
  optional: [ICommandPalette, ILayoutRestorer, ITranslator, ILatexTypesetter, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    links: INotebookLinks,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
    latex: ILatexTypesetter | null,
    registry: ISettingRegistry | null
  ) => {
    const words = (translator ?? nullTranslator).load('rca_kernel');
    const panel = createPanel(links, words, latex && (host => latex.typeset(host)));
    app.shell.add(panel, 'right', { rank: 1000 });
    restorer?.add(panel, PANEL_ID);
    addCommands(app.commands, links, words, () => app.shell.activateById(PANEL_ID));
    followSettings(registry, ({ followStep }) => {
      panel.follows = followStep;
    });
    const category = words.__('Research Code Agent');
    for (const command of [CommandIDs.showPanel, CommandIDs.stop, CommandIDs.resume]) {
      palette?.addItem({ command, category });
    }
  }
};

function createPanel(links: INotebookLinks, words: IWords, typeset: Typeset | null): PlanPanel {
  const actions: IPanelActions = {
    stop: () => links.current?.stop(),
    resume: () => links.current?.resume(),
    reveal: cells => cells.slice(0, 1).forEach(cell => settle(links.current?.reveal(cell))),
    rerun: cells => settle(links.current?.rerunFailed(cells))
  };
  const panel = new PlanPanel(links, words, actions, typeset);
  panel.id = PANEL_ID;
  panel.title.icon = planIcon;
  panel.title.caption = words.__('Research plan');
  return panel;
}

function addCommands(
  commands: CommandRegistry,
  links: INotebookLinks,
  words: IWords,
  showPanel: () => void
): void {
  commands.addCommand(CommandIDs.showPanel, {
    label: args => (args.toolbar ? '' : words.__('Show research plan')),
    caption: words.__('Show research plan'),
    icon: planIcon,
    execute: showPanel
  });
  commands.addCommand(CommandIDs.stop, {
    label: words.__('Stop the research session'),
    isEnabled: () => links.current?.state.running ?? false,
    execute: () => links.current?.stop()
  });
  commands.addCommand(CommandIDs.resume, {
    label: words.__('Resume the research plan'),
    isEnabled: () => links.current?.state.resume === 'button',
    execute: () => links.current?.resume()
  });
  links.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.stop);
    commands.notifyCommandChanged(CommandIDs.resume);
  });
}

/** A cell may be gone by now: worth a line in the console, not a dialog. */
function settle(work: Promise<void> | undefined): void {
  work?.catch((reason: unknown) => console.warn('rca:', reason));
}
