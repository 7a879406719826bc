import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Cell, CellModel } from '@jupyterlab/cells';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandIDs } from '../commandIds';
import { hasError } from '../jupyter/documentOps';
import { INotebookLinks } from '../tokens';
import { rerunIcon } from '../view/icons';

/** "Rerun failed cell" for the cell toolbar (placed by schema/cell-toolbar.json). */
export const cellToolbarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:cell-toolbar',
  description: 'Offers to rerun a cell whose last run failed.',
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
    const words = (translator ?? nullTranslator).load('rca_kernel');
    const failed = (): boolean =>
      tracker.activeCell !== null && hasError(tracker.activeCell.model.sharedModel);
    commands.addCommand(CommandIDs.rerunCell, {
      label: words.__('Rerun failed cell'),
      icon: rerunIcon,
      isEnabled: failed,
      isVisible: failed,
      execute: async () => {
        const { activeCell, currentWidget } = tracker;
        if (activeCell && currentWidget) {
          await links.of(currentWidget)?.rerun(activeCell.model.id);
        }
      }
    });
    watchActiveCell(tracker, () => commands.notifyCommandChanged(CommandIDs.rerunCell));
    palette?.addItem({ command: CommandIDs.rerunCell, category: words.__('Research Code Agent') });
  }
};

/** Call `onChange` when another cell is active, or the active one has other outputs. */
function watchActiveCell(tracker: INotebookTracker, onChange: () => void): void {
  let watched: CellModel['sharedModel'] | null = null;
  const follow = (cell: Cell | null): void => {
    watched?.changed.disconnect(onChange);
    watched = cell?.model.sharedModel ?? null;
    watched?.changed.connect(onChange);
    onChange();
  };
  tracker.activeCellChanged.connect((_, cell) => follow(cell));
  follow(tracker.activeCell);
}
