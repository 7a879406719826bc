import type { ISharedCodeCell } from '@jupyter/ydoc';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';

/** Milliseconds in which the server says when the file was written; after that the page takes its own for it. */
const LIMIT = 3000;
/** The difference that JupyterLab itself allows for, where the server tells times only. */
const MARGIN = 500;

type Context = Pick<
  DocumentRegistry.IContext<INotebookModel>,
  'contentsModel' | 'fileChanged' | 'model' | 'path' | 'ready' | 'revert' | 'saveState'
>;
type File = Pick<Contents.IModel, 'hash' | 'last_modified'>;

interface ISaves {
  /** Settled when the saves asked for so far have ended; null where there is none. */
  readonly underway: Promise<void> | null;
}

/**
 * Whether a page shows the notebook that the file holds. Without collaboration each page has a document of its
 * own: one that another page saved away under it would be written back over that page's work.
 */
export class Freshness {
  constructor(
    private readonly _context: Context,
    private readonly _contents: Pick<Contents.IManager, 'get'>,
    private readonly _saves: ISaves
  ) {
    void _context.ready.then(() => {
      this._loaded = this._cells();
      _context.saveState.connect((_, state) => {
        if (state === 'completed') {
          this._loaded = this._renewed = null;
        }
      });
    });
  }

  /** Whether the file was written since this page read or saved it, and the page may lose or overwrite that. */
  async isStale(): Promise<boolean> {
    if (this._context.model.collaborative) {
      return false;
    }
    let patience: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise<boolean>(resolve => {
      patience = setTimeout(() => resolve(false), LIMIT);
    });
    const found = await Promise.race([this._compare(), enough]);
    clearTimeout(patience);
    return found;
  }

  /** Whether reading the file again takes nothing of the user's away. JupyterLab itself writes metadata into a
   * notebook that it opens. */
  get isClean(): boolean {
    const { dirty } = this._context.model;
    return !dirty || (this._loaded !== null && this._loaded === this._cells());
  }

  /** Read the file again. */
  async renew(): Promise<void> {
    this._renewed = this._onDisk;
    await this._context.revert();
    this._context.model.dirty = false;
    this._loaded = this._cells();
  }

  private async _compare(): Promise<boolean> {
    for (;;) {
      // A save of our own has written the file before this page hears of it.
      await this._saves.underway;
      const mine = this._context.contentsModel;
      const theirs = await this._file();
      if (!mine || !theirs) {
        return false;
      }
      const now = this._context.contentsModel;
      if (now && isSame(mine, now) && !this._saves.underway) {
        this._onDisk = theirs;
        const again = this._renewed !== null && isSame(this._renewed, theirs);
        return !again && isNewer(theirs, mine);
      }
    }
  }

  private _file(): Promise<File | null> {
    const options = { content: false, hash: true };
    return this._contents.get(this._context.path, options).catch(() => null);
  }

  /** What a user wrote and ran. */
  private _cells(): string {
    const cells = this._context.model.sharedModel.cells.map(cell => [
      cell.getId(),
      cell.getSource(),
      cell.cell_type === 'code' ? (cell as ISharedCodeCell).execution_count : null
    ]);
    return JSON.stringify(cells);
  }

  private _loaded: string | null = null;
  private _onDisk: File | null = null;
  private _renewed: File | null = null;
}

const isSame = (one: File, other: File): boolean =>
  one.hash === other.hash && one.last_modified === other.last_modified;

/** As JupyterLab asks before it saves. */
function isNewer(theirs: File, mine: File): boolean {
  return mine.hash && theirs.hash
    ? mine.hash !== theirs.hash
    : Date.parse(theirs.last_modified) - Date.parse(mine.last_modified) > MARGIN;
}
