import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ICellMark } from '../core/cellMark';
import { cellMark } from '../core/cellMark';
import { MEMORY_KEY } from './documentOps';

/**
 * Marks the cells that an agent wrote with a `data-rca-badge`, which the style sheet shows. The
 * attribute stands on the cell's own node, so it stays while windowing takes cells out of the page.
 */
export class CellBadges {
  constructor(
    tracker: INotebookTracker,
    private readonly _text: (mark: ICellMark) => string
  ) {
    tracker.forEach(panel => this._watch(panel));
    tracker.widgetAdded.connect((_, panel) => this._watch(panel));
  }

  set shows(shows: boolean) {
    this._shows = shows;
    this._panels.forEach(panel => panel.content.widgets.forEach(cell => this._draw(cell)));
  }

  private _watch(panel: NotebookPanel): void {
    this._panels.add(panel);
    panel.disposed.connect(() => this._panels.delete(panel));
    const { content } = panel;
    const follow = (): void => {
      content.model?.cells.changed.connect(look);
      look();
    };
    const look = (): void => content.widgets.forEach(cell => this._meet(cell));
    content.modelChanged.connect(follow);
    follow();
  }

  /** Draw a cell not seen before, and again when its metadata change. */
  private _meet(cell: Cell): void {
    if (!this._known.has(cell)) {
      this._known.add(cell);
      const draw = (): void => this._draw(cell);
      cell.model.metadataChanged.connect(draw);
      cell.disposed.connect(() => cell.model?.metadataChanged.disconnect(draw));
      this._draw(cell);
    }
  }

  private _draw(cell: Cell): void {
    if (cell.isDisposed) {
      return;
    }
    const mark = this._shows ? cellMark(cell.model.getMetadata(MEMORY_KEY)) : null;
    if (mark) {
      cell.node.dataset.rcaBadge = this._text(mark);
    } else {
      delete cell.node.dataset.rcaBadge;
    }
  }

  private _shows = true;
  private readonly _panels = new Set<NotebookPanel>();
  private readonly _known = new WeakSet<Cell>();
}
