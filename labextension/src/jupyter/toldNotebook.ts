import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import { UUID } from '@lumino/coreutils';
import type { ICellView, IReadNotebook, JsonObject, Result } from '../protocol/messages';
import { readMemory, viewCell } from './documentOps';

/** What the kernel was last told of a notebook's cells, so that the next answer says only what changed. */
export class ToldNotebook {
  constructor(private readonly _document: ISharedNotebook) {}

  /** Everything, unless the kernel knows the last answer. */
  read({ since, memory }: Pick<IReadNotebook, 'since' | 'memory'>): Result {
    const known = since !== '' && since === this._revision ? since : '';
    const cells = this._document.cells;
    const order = cells.map(cell => cell.getId());
    const kept = known === '' ? 0 : commonStart(order, this._order);
    const changed = known === '' ? cells : cells.filter(cell => !this._told.has(cell));
    this._order = order;
    this._revision = UUID.uuid4();
    return {
      ...{ type: 'notebook', memory: memory ? this._memory() : null, revision: this._revision },
      ...{
        since: known,
        kept,
        order: order.slice(kept),
        cells: changed.map(cell => this._view(cell))
      }
    };
  }

  /** A cell that changes has to be told again. */
  private _view(cell: ISharedCell): ICellView {
    this._told.add(cell);
    if (!this._watched.has(cell)) {
      this._watched.add(cell);
      // For good: each disconnection of a signal would cost the page a frame.
      cell.changed.connect(this._forget, this);
    }
    return viewCell(cell);
  }

  private _forget(cell: ISharedCell): void {
    this._told.delete(cell);
  }

  private _memory(): JsonObject | null {
    const memory = readMemory(this._document);
    return typeof memory === 'object' && memory !== null && !Array.isArray(memory)
      ? (memory as JsonObject)
      : null;
  }

  private _revision = '';
  private _order: string[] = [];
  private readonly _told = new WeakSet<ISharedCell>();
  private readonly _watched = new WeakSet<ISharedCell>();
}

function commonStart(now: readonly string[], then: readonly string[]): number {
  const differing = now.findIndex((id, index) => id !== then[index]);
  return differing === -1 ? now.length : differing;
}
