import type { ISharedNotebook } from '@jupyter/ydoc';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { IOperations } from '../core/dispatcher';
import { Refusal } from '../core/dispatcher';
import type { Request, Result, RunCell } from '../protocol/messages';
import type { CellRunner } from './cellRunner';
import { believedCell, deleteCell, editCell, insertCell } from './documentOps';
import { ToldNotebook } from './toldNotebook';
import { WrittenMemory } from './writtenMemory';

/** Milliseconds in which a page that is being left is gone. */
const LEAVING = 1000;

/** Does the agent's requests in one notebook document. */
export class NotebookOps implements IOperations {
  constructor(
    private readonly _context: DocumentRegistry.IContext<INotebookModel>,
    private readonly _runner: CellRunner
  ) {
    this._told = new ToldNotebook(_context.model.sharedModel);
    this._memory = new WrittenMemory(_context.model.sharedModel);
  }

  async perform(request: Request): Promise<Result> {
    if (this._context.isDisposed || !this._context.isReady) {
      throw new Refusal('refused', 'The notebook is not open; open it, then try again.');
    }
    switch (request.kind) {
      case 'insert_cell':
        return insertCell(this._document, request);
      case 'edit_cell':
        return editCell(this._document, request);
      case 'delete_cell':
        return deleteCell(this._document, request.cell_id, request.source_hash);
      case 'read_notebook':
        return this._told.read(request);
      case 'write_memory':
        return this._memory.write(request);
      case 'run_cell':
        return this._run(request);
      case 'save':
        return this._save();
      case 'reveal_cell':
        await this._runner.reveal(request.cell_id);
        return { type: 'done' };
    }
  }

  private _run({ cell_id, source_hash }: RunCell): Promise<Result> {
    const cell = believedCell(this._document, cell_id, source_hash);
    if (cell.cell_type !== 'code') {
      throw new Refusal('refused', `Cell ${cell_id} is not a code cell.`);
    }
    return this._runner.run(cell_id);
  }

  private async _save(): Promise<Result> {
    try {
      await this._context.save();
    } catch (reason) {
      // Leaving a page aborts what it fetches: a page that is still there says so a little later.
      await new Promise(resolve => setTimeout(resolve, LEAVING));
      throw reason;
    }
    return { type: 'done' };
  }

  private get _document(): ISharedNotebook {
    return this._context.model.sharedModel;
  }

  private readonly _told: ToldNotebook;
  private readonly _memory: WrittenMemory;
}
