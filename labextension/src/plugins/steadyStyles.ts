import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { INotebookTracker } from '@jupyterlab/notebook';
import { steadyStyles } from '../editor/steadyStyles';

/** Long notebooks: what an agent writes cell by cell should not cost more with each cell. */
export const steadyStylesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'rca-kernel:steady-styles',
  description: "Keeps the editors' style sheet while new cells change none of it.",
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_, tracker: INotebookTracker) => {
    const look = (__: INotebookTracker, cell: Cell | null): void => {
      // Only an editor brings the sheet.
      void cell?.ready.then(() => {
        if (steadyStyles(document)) {
          tracker.activeCellChanged.disconnect(look);
        }
      });
    };
    tracker.activeCellChanged.connect(look);
    look(tracker, tracker.activeCell);
  }
};
