import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';

/** Milliseconds in which a kernel that is free has answered. */
const PATIENCE = 400;
/** JupyterLab holds back what a page says until the kernel has told its info, or for 3 s. */
const LONGEST = 4000;

/**
 * A second connection to a kernel that is busy when a page finds it, for as long as JupyterLab holds back
 * what is said on the first: a reloaded page has its Stop at once.
 */
export class SideDoor implements IDisposable {
  constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _onOpen: () => void
  ) {
    this._timer = setTimeout(() => this._open(), PATIENCE);
  }

  /** Where to speak. */
  get connection(): Kernel.IKernelConnection {
    return this._isOpen ? this._own! : this._kernel;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    clearTimeout(this._timer);
    this._isDisposed = true;
    this._isOpen = false;
    this._own?.dispose();
    this._own = null;
  }

  private _open(): void {
    if (this._kernel.isDisposed) {
      return;
    }
    this._timer = setTimeout(() => this.dispose(), LONGEST);
    const own = (this._own = this._kernel.clone());
    own.connectionStatusChanged.connect((_, status) => {
      this._isOpen = status === 'connected';
      if (this._isOpen) {
        this._onOpen();
      }
    });
  }

  private _timer: ReturnType<typeof setTimeout>;
  private _own: Kernel.IKernelConnection | null = null;
  private _isOpen = false;
  private _isDisposed = false;
}
