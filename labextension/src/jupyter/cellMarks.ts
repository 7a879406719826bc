import type { Cell, ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ICellMark } from '../core/cellMark';
import { cellMark } from '../core/cellMark';
import { showsError } from '../core/failing';
import { MEMORY_KEY } from './documentOps';

export interface IMarkServices {
  badgeText: (mark: ICellMark) => string;
  badgeHint: string;
  rerunText: string;
  showStep: (step: string) => void;
  /** Whether a failed cell, an agent's or the user's own, is rerun from this page. */
  reruns: (panel: NotebookPanel, written: boolean) => boolean;
  rerun: (panel: NotebookPanel, cellId: string) => void;
}

const BADGE = 'rca-CellBadge';
const RERUN = 'rca-CellRerun';

/**
 * On cells: a badge that leads to the step that wrote them, and a button below an error. Both
 * are children of the cell's own node, so they stay while windowing takes cells out of the page.
 */
export class CellMarks {
  constructor(
    tracker: INotebookTracker,
    private readonly _services: IMarkServices
  ) {
    tracker.forEach(panel => this._watch(panel));
    tracker.widgetAdded.connect((_, panel) => this._watch(panel));
  }

  set shows(shows: boolean) {
    this._shows = shows;
    this.redraw();
  }

  /** Draw all marks again: something other than the cells has changed. */
  redraw(): void {
    this._panels.forEach(panel => panel.content.widgets.forEach(cell => this._draw(panel, cell)));
  }

  private _watch(panel: NotebookPanel): void {
    this._panels.add(panel);
    panel.disposed.connect(() => this._panels.delete(panel));
    const { content } = panel;
    const follow = (): void => {
      content.model?.cells.changed.connect(look);
      look();
    };
    const look = (): void => content.widgets.forEach(cell => this._meet(panel, cell));
    content.modelChanged.connect(follow);
    content.activeCellChanged.connect((_, cell) => this._reach(panel, cell));
    follow();
  }

  /** As with cells, the Tab key reaches the marks of the active one only. */
  private _reach(panel: NotebookPanel, cell: Cell | null): void {
    const before = this._reached.get(panel);
    if (before && before !== cell && !before.isDisposed) {
      marksOf(before).forEach(mark => reach(mark, -1));
    }
    this._reached.set(panel, cell);
    (cell ? marksOf(cell) : []).forEach(mark => reach(mark, 0));
  }

  /** Draw a cell not seen before, and again when its metadata or outputs change. */
  private _meet(panel: NotebookPanel, cell: Cell): void {
    if (this._known.has(cell)) {
      return;
    }
    this._known.add(cell);
    const draw = (): void => this._draw(panel, cell);
    const { model } = cell;
    const outputs = outputsOf(model);
    model.metadataChanged.connect(draw);
    outputs?.changed.connect(draw);
    cell.disposed.connect(() => {
      model.metadataChanged.disconnect(draw);
      outputs?.changed.disconnect(draw);
    });
    draw();
  }

  private _draw(panel: NotebookPanel, cell: Cell): void {
    if (cell.isDisposed) {
      return;
    }
    const mark = cellMark(cell.model.getMetadata(MEMORY_KEY));
    const { badgeText, badgeHint, rerunText, showStep, reruns, rerun } = this._services;
    const text = mark && this._shows ? badgeText(mark) : '';
    button(cell, BADGE, text, badgeHint, () => showStep(mark?.step ?? ''));
    const failed = endsInError(cell.model) && reruns(panel, mark !== null);
    button(cell, RERUN, failed ? rerunText : '', '', () => rerun(panel, cell.model.id));
    const active = panel.content.activeCell === cell;
    marksOf(cell).forEach(node => reach(node, active ? 0 : -1));
  }

  private _shows = true;
  private readonly _panels = new Set<NotebookPanel>();
  private readonly _known = new WeakSet<Cell>();
  private readonly _reached = new WeakMap<NotebookPanel, Cell | null>();
}

function reach(mark: HTMLElement, tabIndex: 0 | -1): void {
  if (mark.tabIndex !== tabIndex) {
    mark.tabIndex = tabIndex;
  }
}

const marksOf = (cell: Cell): HTMLButtonElement[] =>
  [...cell.node.children].filter(
    (child): child is HTMLButtonElement =>
      child.classList.contains(BADGE) || child.classList.contains(RERUN)
  );

/** The cell's button of a kind with a text; taken away where the text is empty. The page is changed only
 * where it differs: each change costs it a frame. */
function button(cell: Cell, kind: string, text: string, hint: string, deed: () => void): void {
  const found = [...cell.node.children].find(child => child.classList.contains(kind)) ?? null;
  if (text === '') {
    if (found === document.activeElement) {
      // Who pressed it by keyboard goes on from its cell.
      cell.node.focus();
    }
    found?.remove();
    return;
  }
  const node = (found as HTMLButtonElement | undefined) ?? document.createElement('button');
  node.onclick = deed;
  if (node.textContent !== text) {
    node.textContent = text;
  }
  if (!found) {
    node.type = 'button';
    node.className = kind;
    if (hint) {
      node.title = hint;
    }
    cell.node.append(node);
  }
}

/** Without a copy of the outputs, which the shared model makes of all of them each time. */
export function endsInError(model: ICellModel): boolean {
  const outputs = outputsOf(model);
  return outputs !== null && showsError(outputs.length, index => outputs.get(index).type);
}

export const outputsOf = (model: ICellModel): ICodeCellModel['outputs'] | null =>
  model.type === 'code' ? (model as ICodeCellModel).outputs : null;
