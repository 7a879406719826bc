import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Cell, ICellModel } from '@jupyterlab/cells';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { CommandIDs } from '../commandIds';
import { cellMark } from '../core/cellMark';
import { isTouched } from '../core/panelState';
import { endsInError, outputsOf } from '../jupyter/cellMarks';
import { MEMORY_KEY } from '../jupyter/documentOps';
import { INotebookLinks } from '../tokens';
import { rerunIcon } from '../view/icons';
import { undoIcon } from '@jupyterlab/ui-components';
import { tellsChanges } from './commandChanges';
import { tellingWhy } from './reruns';
import { wordsFrom } from './translation';

/** "Rerun Failed Cell" and undo for the cell toolbar (placed by schema/cell-toolbar.json). */
export const cellToolbarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:cell-toolbar',
  description:
    'Offers to rerun a cell whose last run failed, and to undo what the agent did to a cell.',
  autoStart: true,
  requires: [INotebookLinks, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    { commands }: JupyterFrontEnd,
    links: INotebookLinks,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const words = wordsFrom(translator);
    const failed = (): boolean =>
      tracker.activeCell !== null &&
      endsInError(tracker.activeCell.model) &&
      !links.current?.state.follows;
    commands.addCommand(CommandIDs.rerunCell, {
      label: words.__('Rerun Failed Cell'),
      icon: rerunIcon,
      isEnabled: failed,
      isVisible: failed,
      execute: () => {
        const { activeCell, currentWidget } = tracker;
        if (activeCell && currentWidget) {
          tellingWhy(links.of(currentWidget)?.rerun(activeCell.model.id), words);
        }
      }
    });
    const touched = (): boolean => {
      const model = tracker.activeCell?.model;
      const state = links.current?.state;
      return model && state?.acts
        ? isTouched(state, model.id, cellMark(model.getMetadata(MEMORY_KEY)) !== null)
        : false;
    };
    commands.addCommand(CommandIDs.undoCell, {
      label: words.__("Undo the Agent's Last Change of This Cell"),
      icon: undoIcon,
      isEnabled: touched,
      isVisible: touched,
      execute: async () => {
        const { activeCell } = tracker;
        if (activeCell) {
          const call = { name: 'undo', args: { cell_id: activeCell.model.id } } as const;
          await links.current?.command(call);
        }
      }
    });
    const ids = [CommandIDs.rerunCell, CommandIDs.undoCell];
    const tell = tellsChanges(commands, ids);
    watchActiveCell(tracker, tell);
    links.changed.connect(tell);
    const category = words.__('Research Code Agent');
    ids.forEach(command => palette?.addItem({ command, category }));
  }
};

/** Call `onChange` when another cell is active, or the active one has other outputs or metadata. */
function watchActiveCell(tracker: INotebookTracker, onChange: () => void): void {
  let watched: ICellModel | null = null;
  const follow = (cell: Cell | null): void => {
    watched?.metadataChanged.disconnect(onChange);
    (watched && outputsOf(watched))?.changed.disconnect(onChange);
    watched = cell?.model ?? null;
    watched?.metadataChanged.connect(onChange);
    (watched && outputsOf(watched))?.changed.connect(onChange);
    onChange();
  };
  tracker.activeCellChanged.connect((_, cell) => follow(cell));
  follow(tracker.activeCell);
}
