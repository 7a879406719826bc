import type { ISessionContextDialogs } from '@jupyterlab/apputils';
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookCellExecutor, INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator } from '@jupyterlab/translation';
import { INPUT_WAITS, NO_KERNEL, NO_VIEW, Refusal } from '../core/dispatcher';
import type { Result, RunStatus } from '../protocol/messages';
import type { ISessionSettings } from './sessionSettings';

const INTERRUPTS = ['KeyboardInterrupt', 'CancelledError'];
const FLASH = 'rca-mod-flash';
const FLASH_TIME = 2500;
const LOOK_AGAIN = 150;
const EDGE = 24;

export interface IRunServices {
  executor: INotebookCellExecutor;
  contents: Pick<Contents.IManager, 'get' | 'driveName' | 'localPath'>;
  dialogs?: ISessionContextDialogs;
  translator?: ITranslator;
  /** What the user chose for every session. */
  settings?: ISessionSettings;
}

/** Runs and shows cells in one of the panels that show a document, as ordinary executions:
 * neither the cursor nor the mode of a user who is typing moves. */
export class CellRunner {
  constructor(
    private readonly _services: IRunServices,
    private readonly _panel: () => NotebookPanel | null
  ) {}

  /** Run a code cell and wait for its end. */
  async run(id: string): Promise<Result> {
    const { panel, cell, notebook } = this._place(id);
    const { sessionContext } = panel;
    if (!sessionContext.session?.kernel) {
      throw new Refusal('refused', NO_KERNEL);
    }
    if (sessionContext.pendingInput) {
      throw new Refusal('refused', INPUT_WAITS);
    }
    let problem: string | null = null;
    const ran = await this._execute(panel, cell, notebook, error => {
      problem = error;
    });
    return outcome(cell, ran, problem);
  }

  /** Write a cell of the user's own at the end of the notebook, an empty one there is taken, and run it;
   * a kernel is started, or asked for, where there is none. */
  async runNew(source: string): Promise<void> {
    const panel = this._panel();
    const notebook = panel?.content.model;
    if (!panel || !notebook) {
      throw new Refusal('refused', NO_VIEW);
    }
    const { sharedModel } = notebook;
    const last = sharedModel.cells.at(-1);
    if (last?.cell_type === 'code' && last.getSource().trim() === '') {
      last.setSource(source);
    } else {
      sharedModel.insertCell(sharedModel.cells.length, { cell_type: 'code', source });
    }
    const id = sharedModel.cells[sharedModel.cells.length - 1].getId();
    // As after Shift+Enter, there is a cell to type in.
    sharedModel.insertCell(sharedModel.cells.length, { cell_type: 'code', source: '' });
    const { cell } = this._place(id);
    void this.reveal(id);
    await this._execute(panel, cell, notebook, () => undefined);
  }

  private _execute(
    panel: NotebookPanel,
    cell: Cell,
    notebook: INotebookModel,
    onError: (name: string | null) => void
  ): Promise<boolean> {
    return (
      this._services.executor
        .runCell({
          cell,
          notebook,
          notebookConfig: panel.content.notebookConfig,
          onCellExecuted: ({ error }) => onError(error?.errorName ?? null),
          onCellExecutionScheduled: () => undefined,
          sessionContext: panel.sessionContext,
          sessionDialogs: this._services.dialogs,
          translator: this._services.translator
        })
        // The executor throws what it has told onCellExecuted before.
        .catch(() => false)
    );
  }

  /** Bring a cell into view and let it flash; the focus stays where it is. */
  async reveal(id: string): Promise<void> {
    const { panel, cell } = this._place(id);
    const request = (this._reveals += 1);
    flash(cell);
    // Cells above that are drawn only now push the cell away again: look twice, a little later.
    for (let calm = 0, tries = 0; calm < 2 && tries < 8; tries += 1) {
      if (isShown(panel, cell)) {
        calm += 1;
      } else {
        calm = 0;
        const index = panel.content.widgets.indexOf(cell);
        await panel.content.scrollToItem(index, 'smart').catch(() => undefined);
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
      if (request !== this._reveals || cell.isDisposed || panel.isDisposed) {
        return;
      }
    }
  }

  private _place(id: string): { panel: NotebookPanel; cell: Cell; notebook: INotebookModel } {
    const panel = this._panel();
    const notebook = panel?.content.model;
    if (!panel || !notebook) {
      throw new Refusal('refused', NO_VIEW);
    }
    const cell = panel.content.widgets.find(widget => widget.model.id === id);
    if (!cell) {
      throw new Refusal('unknown_cell', `No cell ${id} in this notebook; read it again.`);
    }
    return { panel, cell, notebook };
  }

  private _reveals = 0;
}

function isShown(panel: NotebookPanel, cell: Cell): boolean {
  const view = panel.content.node.getBoundingClientRect();
  const { top, bottom } = cell.node.getBoundingClientRect();
  return cell.node.isConnected && top < view.bottom - EDGE && bottom > view.top + EDGE;
}

function flash(cell: Cell): void {
  cell.removeClass(FLASH);
  // Reading a size makes the browser notice that the class was gone.
  void cell.node.offsetWidth;
  cell.addClass(FLASH);
  setTimeout(() => cell.removeClass(FLASH), FLASH_TIME);
}

function outcome(cell: Cell, ran: boolean, problem: string | null): Result {
  if (cell.isDisposed) {
    return { type: 'run', status: 'lost' };
  }
  const outputs = (cell.model as ICodeCellModel).sharedModel.getOutputs();
  const error = outputs.find(output => output.output_type === 'error');
  const name = error && typeof error.ename === 'string' ? error.ename : problem;
  // Neither done nor an exception: the kernel went away, or an earlier failure aborted the queue.
  const status: RunStatus = name
    ? INTERRUPTS.some(ending => name.endsWith(ending))
      ? 'interrupted'
      : 'error'
    : ran
      ? 'ok'
      : 'lost';
  return { type: 'run', status };
}
