import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ToKernel } from '../protocol/messages';
import { COMM_TARGET } from '../protocol/messages';

const DISCOVERY_LIMIT = 5000;
const GONE = ['restarting', 'autorestarting', 'terminating', 'dead'];

export interface IChannelEvents {
  /** A comm of ours is there, or there again: time to attach. */
  onJoined(): void;
  onData(data: unknown): void;
  /** There is no comm: `searching` while one may still be found. */
  onLost(searching: boolean): void;
}

/**
 * The comm with the kernel of one session context: listens on iopub, speaks on the control channel,
 * which the kernel hears while a cell runs. Finds the comm again after reload, restart and reconnection.
 */
export class CommChannel implements IDisposable {
  constructor(
    private readonly _sessionContext: ISessionContext,
    private readonly _events: IChannelEvents
  ) {
    _sessionContext.kernelChanged.connect(this._onKernelChanged, this);
    _sessionContext.statusChanged.connect(this._onStatusChanged, this);
    _sessionContext.connectionStatusChanged.connect(this._onConnectionChanged, this);
    this._take(_sessionContext.session?.kernel ?? null);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._target?.dispose();
      clearTimeout(this._deadline);
      Signal.clearData(this);
    }
  }

  /** Send on control; false when there is no comm or the kernel is gone. */
  send(message: ToKernel): boolean {
    const kernel = this._kernel;
    if (!kernel || kernel.isDisposed || this._commId === null) {
      return false;
    }
    const request = KernelMessage.createMessage({
      msgType: 'comm_msg',
      channel: 'control',
      session: kernel.clientId,
      username: kernel.username,
      content: { comm_id: this._commId, data: message }
    } as unknown as KernelMessage.IOptions<KernelMessage.IControlMessage>);
    try {
      kernel.sendControlMessage(request, false, true);
      return true;
    } catch (reason) {
      console.warn('rca: the kernel cannot be reached.', reason);
      return false;
    }
  }

  private _onKernelChanged(_: ISessionContext, change: { newValue: Kernel.IKernelConnection | null }): void {
    this._take(change.newValue);
  }

  private _onStatusChanged(_: ISessionContext, status: Kernel.Status): void {
    if (GONE.includes(status)) {
      this._commId = null;
      this._lostKernel = true;
      this._events.onLost(false);
    } else if (this._lostKernel && (status === 'idle' || status === 'busy')) {
      this._lostKernel = false;
      this._discover();
    }
  }

  private _onConnectionChanged(_: ISessionContext, status: Kernel.ConnectionStatus): void {
    // What was said while the socket was down is lost: say hello again.
    if (status === 'connected' && this._commId !== null) {
      this._events.onJoined();
    }
  }

  private _take(kernel: Kernel.IKernelConnection | null): void {
    this._target?.dispose();
    this._target = null;
    this._kernel = kernel;
    this._commId = null;
    this._events.onLost(kernel !== null);
    if (kernel) {
      const onOpen = this._onOpen.bind(this);
      kernel.registerCommTarget(COMM_TARGET, onOpen);
      const isDisposed = false;
      this._target = {
        isDisposed,
        dispose: () => {
          if (!kernel.isDisposed) {
            kernel.removeCommTarget(COMM_TARGET, onOpen);
          }
        }
      };
      this._discover();
    }
  }

  // Returns nothing: JupyterLab holds back all kernel messages while a promise returned here is open.
  private _onOpen(comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): void {
    this._join(comm);
    this._events.onData(message.content.data);
  }

  private _join(comm: Kernel.IComm): void {
    clearTimeout(this._deadline);
    comm.onMsg = (message): void => this._events.onData(message.content.data);
    comm.onClose = (): void => {
      if (this._commId === comm.commId) {
        this._commId = null;
        this._events.onLost(false);
      }
    };
    this._commId = comm.commId;
    this._events.onJoined();
  }

  /** Ask on control which comms exist: the shell channel would answer only after the running cell. */
  private _discover(): void {
    const kernel = this._kernel;
    if (!kernel || kernel.isDisposed) {
      return;
    }
    const request = KernelMessage.createMessage({
      msgType: 'comm_info_request',
      channel: 'control',
      session: kernel.clientId,
      username: kernel.username,
      content: { target_name: COMM_TARGET }
    } as unknown as KernelMessage.IOptions<KernelMessage.IControlMessage>);
    clearTimeout(this._deadline);
    this._deadline = setTimeout(() => this._missed(), DISCOVERY_LIMIT);
    kernel.sendControlMessage(request, true, true).onReply = (reply): void => {
      const { content } = reply as unknown as KernelMessage.ICommInfoReplyMsg;
      this._found(kernel, content.status === 'ok' ? Object.keys(content.comms) : []);
    };
  }

  private _found(kernel: Kernel.IKernelConnection, ids: string[]): void {
    if (kernel !== this._kernel || this._commId !== null) {
      return;
    }
    const id = ids.at(-1);
    if (id === undefined) {
      this._missed();
    } else if (!kernel.hasComm(id)) {
      this._join(kernel.createComm(COMM_TARGET, id));
    }
  }

  private _missed(): void {
    clearTimeout(this._deadline);
    if (this._commId === null) {
      this._events.onLost(false);
    }
  }

  private _kernel: Kernel.IKernelConnection | null = null;
  private _target: IDisposable | null = null;
  private _commId: string | null = null;
  private _lostKernel = false;
  private _deadline: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}
