import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ToKernel } from '../protocol/messages';
import { COMM_TARGET, SAID } from '../protocol/messages';
import { SideDoor } from './sideDoor';

const DISCOVERY_LIMIT = 5000;
/** Busy, what it runs, the first outputs: after these, a cell takes its time. */
const BEATS = 4;
const GONE = ['restarting', 'autorestarting', 'terminating', 'dead'];

export interface IChannelEvents {
  /** A comm of ours is there, or there again: time to attach. */
  onJoined(): void;
  onData(data: unknown): void;
  /** One of the first messages about what the kernel runs now. */
  onBeat(): void;
  /** There is no comm: `searching` while one may still be found. */
  onLost(searching: boolean): void;
}

/**
 * The comm with the kernel of one session context: listens on iopub, speaks on the control channel,
 * which the kernel hears while a cell runs. Finds the comm again after reload, restart and reconnection.
 */
export class CommChannel implements IDisposable {
  constructor(
    sessionContext: ISessionContext,
    private readonly _events: IChannelEvents
  ) {
    sessionContext.kernelChanged.connect(this._onKernelChanged, this);
    sessionContext.statusChanged.connect(this._onStatusChanged, this);
    sessionContext.connectionStatusChanged.connect(this._onConnectionChanged, this);
    sessionContext.iopubMessage.connect(this._onIOPub, this);
    this._take(sessionContext.session?.kernel ?? null);
    if (!this._kernel && !sessionContext.isReady) {
      this._events.onLost(true);
      this._expect();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._target?.dispose();
      this._closeDoor();
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
    const connection = this._door?.connection ?? kernel;
    // A kernel of another version hears an attach, too, and says which one it is.
    const msgType = message.kind === 'attach' ? 'comm_msg' : SAID;
    const content = { comm_id: this._commId, data: message };
    const future = sendOnControl(connection, msgType, content);
    if (msgType === SAID) {
      // No idle ends it: the kernel says none around these.
      future?.dispose();
    }
    return future !== null;
  }

  private _onKernelChanged(
    _: ISessionContext,
    change: { newValue: Kernel.IKernelConnection | null }
  ): void {
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

  private _onIOPub(_: ISessionContext, { header, content }: KernelMessage.IMessage): void {
    if (header.msg_type === 'status' && 'execution_state' in content) {
      this._beats = content.execution_state === 'busy' ? BEATS : 0;
    }
    if (this._beats > 0) {
      this._beats -= 1;
      this._events.onBeat();
    }
  }

  private _onConnectionChanged(_: ISessionContext, status: Kernel.ConnectionStatus): void {
    if (status === 'connected') {
      if (this._commId === null) {
        this._discover();
      } else {
        // What was said while the socket was down is lost: say hello again.
        this._events.onJoined();
      }
    }
  }

  private _take(kernel: Kernel.IKernelConnection | null): void {
    this._target?.dispose();
    this._target = null;
    this._closeDoor();
    this._kernel = kernel;
    this._commId = null;
    this._events.onLost(kernel !== null);
    if (kernel) {
      const onOpen = this._onOpen.bind(this);
      kernel.registerCommTarget(COMM_TARGET, onOpen);
      if (!kernel.handleComms) {
        kernel.iopubMessage.connect(this._onMessage, this);
      }
      this._target = new DisposableDelegate(() => {
        if (!kernel.isDisposed) {
          kernel.removeCommTarget(COMM_TARGET, onOpen);
          kernel.iopubMessage.disconnect(this._onMessage, this);
        }
      });
      this._discover();
    }
  }

  // Returns nothing: JupyterLab holds back all kernel messages while a promise returned here is open.
  private _onOpen(comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): void {
    this._join(comm);
    this._events.onData(message.content.data);
  }

  /**
   * In one window JupyterLab lets only the first connection to a kernel have comms: that of a second
   * notebook on it, or of a notebook on the kernel of a console, hears them only among all that is said.
   */
  private _onMessage(_: Kernel.IKernelConnection, message: KernelMessage.IIOPubMessage): void {
    if (KernelMessage.isCommOpenMsg(message) && message.content.target_name === COMM_TARGET) {
      this._joinAs(message.content.comm_id);
      this._events.onData(message.content.data);
    } else if (KernelMessage.isCommMsgMsg(message)) {
      this._hear(message.content.comm_id, message.content.data);
    } else if (KernelMessage.isCommCloseMsg(message)) {
      this._leave(message.content.comm_id);
    }
  }

  /** The first words of a kernel that was started again may be lost, and with them which comm is ours now. */
  private _hear(id: string, data: unknown): void {
    if (id !== this._commId && isOurs(data)) {
      this._events.onLost(false);
      this._joinAs(id);
    }
    if (id === this._commId) {
      this._events.onData(data);
    }
  }

  private _join(comm: Kernel.IComm): void {
    comm.onMsg = (message): void => this._events.onData(message.content.data);
    comm.onClose = (): void => this._leave(comm.commId);
    this._joinAs(comm.commId);
  }

  private _joinAs(id: string): void {
    clearTimeout(this._deadline);
    this._commId = id;
    this._events.onJoined();
  }

  private _leave(id: string): void {
    if (this._commId === id) {
      this._commId = null;
      this._events.onLost(false);
    }
  }

  /** Ask on control which comms exist: the shell channel would answer only after the running cell. */
  private _discover(): void {
    const kernel = this._kernel;
    if (!kernel || kernel.isDisposed) {
      return;
    }
    this._expect();
    if (kernel.connectionStatus === 'connected') {
      this._closeDoor();
      this._door = new SideDoor(kernel, () => this._enter(kernel));
      this._ask(kernel, kernel);
    }
  }

  /** The kernel hears at once what is said now. */
  private _enter(kernel: Kernel.IKernelConnection): void {
    if (this._commId === null) {
      this._ask(kernel, this._door?.connection ?? kernel);
    } else {
      this._events.onJoined();
    }
  }

  private _ask(kernel: Kernel.IKernelConnection, connection: Kernel.IKernelConnection): void {
    const future = sendOnControl(connection, 'comm_info_request', { target_name: COMM_TARGET });
    if (future) {
      future.onReply = (reply): void => {
        const { content } = reply as unknown as KernelMessage.ICommInfoReplyMsg;
        if (connection === kernel) {
          this._closeDoor();
        }
        this._found(kernel, content.status === 'ok' ? Object.keys(content.comms) : []);
      };
    }
  }

  private _closeDoor(): void {
    this._door?.dispose();
    this._door = null;
  }

  private _expect(): void {
    clearTimeout(this._deadline);
    this._deadline = setTimeout(() => this._missed(), DISCOVERY_LIMIT);
  }

  private _found(kernel: Kernel.IKernelConnection, ids: string[]): void {
    if (kernel !== this._kernel || this._commId !== null) {
      return;
    }
    const id = ids.at(-1);
    if (id === undefined) {
      this._missed();
    } else if (!kernel.handleComms) {
      this._joinAs(id);
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
  private _beats = 0;
  private _deadline: ReturnType<typeof setTimeout> | undefined;
  private _door: SideDoor | null = null;
  private _isDisposed = false;
}

/** Whether it is a message of the wire, of whichever version. */
const isOurs = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'v' in data && 'kind' in data;

type ControlFuture = Kernel.IControlFuture<
  KernelMessage.IDebugRequestMsg,
  KernelMessage.IDebugReplyMsg
>;

/** Send on control what JupyterLab's types know only on shell; ipykernel answers it on both. */
function sendOnControl(
  kernel: Kernel.IKernelConnection,
  msgType: 'comm_msg' | typeof SAID | 'comm_info_request',
  content: object
): ControlFuture | null {
  const { clientId: session, username } = kernel;
  const options = { msgType, channel: 'control', session, username, content };
  const message = KernelMessage.createMessage(
    options as unknown as KernelMessage.IOptions<KernelMessage.IDebugRequestMsg>
  );
  try {
    return kernel.sendControlMessage(
      message,
      msgType === 'comm_info_request',
      true
    ) as ControlFuture;
  } catch (reason) {
    console.warn('rca: the kernel cannot be reached.', reason);
    return null;
  }
}
