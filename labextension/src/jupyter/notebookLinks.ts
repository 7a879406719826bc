import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel, INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { cellMark } from '../core/cellMark';
import { isHeard } from '../core/liveState';
import { stepOfCell } from '../core/planTree';
import type { INotebookLink, INotebookLinks, ISelectedStep } from '../tokens';
import type { IRunServices } from './cellRunner';
import { MEMORY_KEY } from './documentOps';
import { NotebookLink } from './notebookLink';

/** One link per document context: two views of a notebook share it. */
export class NotebookLinks implements INotebookLinks {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _services: IRunServices
  ) {
    _tracker.forEach(panel => this._add(panel));
    _tracker.widgetAdded.connect((_, panel) => this._add(panel));
    _tracker.currentChanged.connect(() => {
      void this._bringForward();
      this._changed.emit();
    });
    _tracker.activeCellChanged.connect(() => this._changed.emit());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get current(): INotebookLink | null {
    const panel = this._tracker.currentWidget;
    return panel ? this.of(panel) : null;
  }

  get all(): readonly INotebookLink[] {
    return [...this._links.values()];
  }

  get anyChanged(): ISignal<this, void> {
    return this._anyChanged;
  }

  get selected(): ISelectedStep | null {
    const cell = this._tracker.activeCell?.model;
    const mark = cell ? cellMark(cell.getMetadata(MEMORY_KEY)) : null;
    const body = this.current?.state.body;
    // A cell of the user's own that an agent worked on bears no mark, but stands in the plan.
    const step =
      mark?.step ?? (cell && body?.kind === 'plan' ? stepOfCell(body.roots, cell.id) : null);
    return cell && step !== null ? { cell: cell.id, step } : null;
  }

  of(panel: NotebookPanel): INotebookLink | null {
    return this._links.get(panel.context) ?? null;
  }

  attachAll(): void {
    this._links.forEach(link => link.bridge.attach());
  }

  detachAll(): void {
    this._links.forEach(link => link.bridge.detach());
  }

  private _add(panel: NotebookPanel): void {
    const { context } = panel;
    let link = this._links.get(context);
    if (!link) {
      const isFront = (): boolean => this._tracker.currentWidget?.context === context;
      link = new NotebookLink(context, this._services, isFront);
      this._links.set(context, link);
      link.changed.connect(this._onLinkChanged, this);
      context.disposed.connect(() => this._remove(context));
    }
    link.addView(panel);
  }

  /** Of several notebooks on one kernel that has worked in none yet, it belongs to the one in front. */
  private async _bringForward(): Promise<void> {
    const panel = this._tracker.currentWidget;
    const front = panel && this._links.get(panel.context);
    const joined = [...this._links.values()].filter(
      ({ kernelId, bridge }) => kernelId === front?.kernelId && isHeard(bridge.live)
    );
    if (joined.length < 2 || joined.some(({ state }) => state.running)) {
      return;
    }
    const behind = joined.filter(link => link !== front);
    behind.forEach(({ bridge }) => bridge.attach());
    await Promise.all(behind.map(({ bridge }) => bridge.told));
    front?.bridge.attach();
  }

  private _remove(context: DocumentRegistry.IContext<INotebookModel>): void {
    this._links.get(context)?.dispose();
    this._links.delete(context);
    this._anyChanged.emit();
    this._changed.emit();
  }

  private _onLinkChanged(link: INotebookLink): void {
    this._anyChanged.emit();
    if (link === this.current) {
      this._changed.emit();
    }
  }

  private readonly _links = new Map<DocumentRegistry.IContext<INotebookModel>, NotebookLink>();
  private readonly _anyChanged = new Signal<this, void>(this);
  private readonly _changed = new Signal<this, void>(this);
}
