import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { stopIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { CommandIDs } from '../commandIds';
import type { IPanelState } from '../core/panelState';
import { NO_NOTEBOOK } from '../core/panelState';
import type { CommandCall, Mode } from '../protocol/messages';
import type { INotebookLinks } from '../tokens';
import { planIcon } from '../view/icons';
import type { PlanPanel } from '../view/planPanel';
import type { IWords } from '../view/wording';
import { modeHint, modeWord, stopText } from '../view/wording';
import { tellsChanges } from './commandChanges';

interface IAsk {
  label: string;
  call: CommandCall;
  can: (state: IPanelState) => boolean;
}

const TOOLBAR = { toolbar: true };
const MODES: readonly Mode[] = ['plan', 'approve', 'auto'];

/** Show the panel; stop, pause, resume and mode of the current notebook's session. */
export function addSessionCommands(
  { commands }: JupyterFrontEnd,
  links: INotebookLinks,
  panel: PlanPanel,
  show: () => void,
  palette: ICommandPalette | null,
  words: IWords
): void {
  const added = {
    ...showCommands(links, panel, show, words),
    ...askCommands(links, words),
    [CommandIDs.setMode]: modeCommand(links, words)
  };
  const ids = Object.keys(added);
  Object.entries(added).forEach(([id, options]) => commands.addCommand(id, options));
  const modes = MODES.map(mode => ({ mode }));
  links.changed.connect(
    tellsChanges(commands, ids, { [CommandIDs.setMode]: modes, [CommandIDs.stop]: [TOOLBAR] })
  );
  const category = words.__('Research Code Agent');
  ids
    .filter(id => id !== CommandIDs.setMode)
    .forEach(command => palette?.addItem({ command, category }));
  MODES.forEach(mode =>
    palette?.addItem({ command: CommandIDs.setMode, category, args: { mode, isPalette: true } })
  );
}

type Commands = Record<string, CommandRegistry.ICommandOptions>;

function showCommands(
  links: INotebookLinks,
  panel: PlanPanel,
  show: () => void,
  words: IWords
): Commands {
  const stepOf = ({ step }: { step?: unknown }): string | null =>
    typeof step === 'string' ? step : (links.selected?.step ?? null);
  return {
    [CommandIDs.showPanel]: {
      label: args => (args.toolbar ? '' : words.__('Show Research Plan')),
      caption: words.__('Show Research Plan'),
      icon: planIcon,
      execute: show
    },
    [CommandIDs.showWaiting]: {
      label: words.__('Show What the Agent Asks'),
      isEnabled: () => (links.current?.state.waiting ?? null) !== null,
      execute: show
    },
    [CommandIDs.showStep]: {
      label: words.__('Show the Step of This Cell'),
      isVisible: args => stepOf(args) !== null,
      isEnabled: args => stepOf(args) !== null,
      execute: args => {
        const step = stepOf(args);
        if (step !== null) {
          show();
          panel.choose(step, args.goes === true);
        }
      }
    }
  };
}

function askCommands(links: INotebookLinks, words: IWords): Commands {
  return Object.fromEntries(
    Object.entries(asks(words)).map(([id, { label, call, can }]) => [
      id,
      {
        ...looks(label, id === CommandIDs.stop, links, words),
        isEnabled: () => can(links.current?.state ?? NO_NOTEBOOK),
        execute: () => links.current?.command(call)
      }
    ])
  );
}

/** Stop stands in the toolbar as long as anything runs: the panel may be closed. */
function looks(
  label: string,
  stops: boolean,
  links: INotebookLinks,
  words: IWords
): Partial<CommandRegistry.ICommandOptions> {
  return stops
    ? {
        label: args => (args.toolbar ? words.__('Stop Agent') : label),
        caption: stopText(words),
        icon: args => (args.toolbar ? stopIcon : undefined),
        isVisible: args => !args.toolbar || (links.current?.state.running ?? false)
      }
    : { label };
}

function modeCommand(links: INotebookLinks, words: IWords): CommandRegistry.ICommandOptions {
  const modeOf = ({ mode }: { mode?: unknown }): Mode =>
    MODES.find(known => known === mode) ?? 'approve';
  return {
    label: args => {
      const word = modeWord(modeOf(args), words);
      return args.isPalette ? words.__('Research Mode: %1', word) : word;
    },
    caption: args => modeHint(modeOf(args), words),
    isToggled: args => links.current?.state.controls?.mode === modeOf(args),
    isEnabled: () => links.current?.state.acts ?? false,
    execute: args => links.current?.command({ name: 'set_mode', args: { mode: modeOf(args) } })
  };
}

const isPaused = ({ status, controls }: IPanelState): boolean =>
  controls?.paused ?? status === 'paused';

function asks(words: IWords): Record<string, IAsk> {
  return {
    [CommandIDs.stop]: {
      label: words.__('Stop the Research Session'),
      call: { name: 'stop', args: {} },
      can: ({ running }) => running
    },
    [CommandIDs.pause]: {
      label: words.__('Pause the Research Session'),
      call: { name: 'pause', args: {} },
      can: state => state.running && state.acts && !isPaused(state)
    },
    [CommandIDs.resume]: {
      label: words.__('Resume the Research Plan'),
      call: { name: 'resume', args: {} },
      can: state => state.acts && (state.running ? isPaused(state) : state.resume === 'button')
    }
  };
}
