import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Reading } from '../core/block';
import { readBlock } from '../core/block';
import { waitingIn } from '../core/liveState';
import type { IPanelState } from '../core/panelState';
import { panelState } from '../core/panelState';
import type { CommandCall, Waiting } from '../protocol/messages';
import type { ICellPlace, INotebookLink, IVerdict } from '../tokens';
import { CellPlaces } from './cellPlaces';
import type { IRunServices } from './cellRunner';
import { CellRunner } from './cellRunner';
import { failedCell, findCell, hasError, readMemory } from './documentOps';
import { Freshness } from './freshness';
import { KernelBridge } from './kernelBridge';
import { NotebookOps } from './notebookOps';
import { papersBeside } from './paperNotebook';
import { SavesInTurn } from './savesInTurn';

/** Holds together what belongs to one document: its views, its memory, its bridge to the kernel. */
export class NotebookLink implements INotebookLink, IDisposable {
  constructor(
    private readonly _context: DocumentRegistry.IContext<INotebookModel>,
    services: IRunServices,
    isFront: () => boolean
  ) {
    this._contents = services.contents;
    this._saves = new SavesInTurn(_context);
    this._places = new CellPlaces(_context.model.sharedModel);
    this._runner = new CellRunner(services, () => this.view);
    const freshness = new Freshness(_context, services.contents, this._saves);
    const operations = new NotebookOps(_context, this._runner);
    const { settings } = services;
    this.bridge = new KernelBridge(_context, operations, freshness, settings, isFront);
    this.bridge.changed.connect(this._refresh, this);
    _context.model.metadataChanged.connect(this._reread, this);
    void _context.ready.then(() => this._reread());
    // Before the connection to the kernel goes, and with it the last word.
    _context.sessionContext.disposed.connect(() => this.bridge.detach());
  }

  readonly bridge: KernelBridge;

  get id(): string {
    return this.bridge.client;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IPanelState {
    this._state ??= panelState(() => this._read(), this.bridge.live, this._language);
    return this._state;
  }

  get kernelId(): string {
    return this._context.sessionContext.session?.kernel?.id ?? '';
  }

  get name(): string {
    return PathExt.basename(this._context.localPath);
  }

  get waiting(): Waiting | null {
    return waitingIn(this.bridge.live);
  }

  /** A view of the document that runs and shows cells. */
  get view(): NotebookPanel | null {
    const views = [...this._views];
    return views.find(panel => panel.isVisible) ?? views[0] ?? null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.bridge.dispose();
      Signal.clearData(this);
    }
  }

  addView(panel: NotebookPanel): void {
    this._views.add(panel);
    panel.disposed.connect(() => this._views.delete(panel));
  }

  async command(call: CommandCall): Promise<IVerdict> {
    const { follows, elsewhere } = this.state;
    if (elsewhere !== '' || (follows && call.name !== 'stop')) {
      return { ok: false, message: '' };
    }
    return this.bridge.command(call);
  }

  async rerun(cellId: string): Promise<void> {
    if (this.state.attached) {
      await this.command({ name: 'rerun_cell', args: { cell_id: cellId } });
    } else {
      await this._runner.run(cellId);
    }
  }

  async rerunFailed(cellIds: readonly string[]): Promise<void> {
    const cellId = failedCell(this._context.model.sharedModel, cellIds);
    if (cellId !== null) {
      await this.rerun(cellId);
    }
  }

  async runNew(source: string): Promise<void> {
    await this._runner.runNew(source);
  }

  get saving(): Promise<void> | null {
    return this._saves.underway;
  }

  async reveal(cellId: string): Promise<void> {
    await this._runner.reveal(cellId);
  }

  placeOf(cellId: string): ICellPlace | null {
    return this._places.of(cellId);
  }

  look(): void {
    this.bridge.look();
  }

  async papers(): Promise<string[]> {
    return papersBeside(this._contents, this._context.path);
  }

  fails(cellIds: readonly string[]): boolean {
    const document = this._context.model.sharedModel;
    return cellIds.some(id => {
      const cell = findCell(document, id);
      return cell !== null && hasError(cell);
    });
  }

  private get _language(): string {
    return this._context.isReady ? this._context.model.defaultKernelLanguage : '';
  }

  private _read(): Reading {
    this._saved ??= readBlock(readMemory(this._context.model.sharedModel));
    return this._saved;
  }

  private _reread(): void {
    this._saved = null;
    this._refresh();
  }

  private _refresh(): void {
    this._state = null;
    this._changed.emit();
  }

  private _saved: Reading | null = null;
  private _state: IPanelState | null = null;
  private _isDisposed = false;
  private readonly _views = new Set<NotebookPanel>();
  private readonly _contents: IRunServices['contents'];
  private readonly _runner: CellRunner;
  private readonly _places: CellPlaces;
  private readonly _saves: SavesInTurn;
  private readonly _changed = new Signal<this, void>(this);
}
