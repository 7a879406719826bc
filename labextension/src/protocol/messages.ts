/**
 * The wire between kernel and page, as `tests/wire/README.md` states it.
 * `decode.ts` is the only door through which such a message enters.
 */

export const VERSION = 1;
export const COMM_TARGET = 'rca_kernel';

export type JsonObject = { [key: string]: unknown };
export type CellType = 'code' | 'markdown' | 'raw';

export interface INewCell {
  id: string;
  type: CellType;
  source: string;
  metadata: JsonObject;
}

export type Output =
  | { type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { type: 'display'; data: { [mime: string]: string } }
  | { type: 'error'; ename: string; evalue: string; traceback: string };

export interface ICellView extends INewCell {
  outputs: Output[];
  execution_count: number | null;
}

interface IMessage<K extends string> {
  v: typeof VERSION;
  kind: K;
}

/* Kernel → page */

export interface IHello extends IMessage<'hello'> {
  session: string;
  status: 'idle' | 'running';
}

export interface IAttached extends IMessage<'attached'> {
  client: string;
  leader: boolean;
}

interface IAddressed<K extends string> extends IMessage<K> {
  id: string;
  client: string;
}

interface IGuarded<K extends string> extends IAddressed<K> {
  cell_id: string;
  source_hash: string;
}

export type Ping = IAddressed<'ping'>;

export interface IInsertCell extends IAddressed<'insert_cell'> {
  after: string | null;
  cell: INewCell;
}

export interface IEditCell extends IGuarded<'edit_cell'> {
  source: string;
}

export type RunCell = IGuarded<'run_cell'>;
export type DeleteCell = IGuarded<'delete_cell'>;
export type ReadNotebook = IAddressed<'read_notebook'>;

export interface IWriteMemory extends IAddressed<'write_memory'> {
  block: JsonObject;
}

export type Save = IAddressed<'save'>;

export interface IRevealCell extends IAddressed<'reveal_cell'> {
  cell_id: string;
}

export type Request =
  IInsertCell | IEditCell | RunCell | DeleteCell | ReadNotebook | IWriteMemory | Save | IRevealCell;

export interface IProgress extends IMessage<'progress'> {
  session: string;
  revision: number;
  status: string;
  step: string;
  action: string;
  block: JsonObject;
}

export interface IAccepted extends IAddressed<'accepted'> {
  ok: boolean;
  message: string;
}

export type ToPage = IHello | IAttached | Ping | Request | IProgress | IAccepted;

/* Page → kernel */

export interface IAttach extends IMessage<'attach'> {
  client: string;
  path: string;
  cells: { id: string; source_hash: string }[];
}

export interface IDetach extends IMessage<'detach'> {
  client: string;
}

export type Pong = IAddressed<'pong'>;
export type Ack = IAddressed<'ack'>;

export type RunStatus = 'ok' | 'error' | 'interrupted' | 'lost';

export type Result =
  | { type: 'done' }
  | { type: 'cell'; cell: ICellView }
  | { type: 'run'; status: RunStatus; execution_count: number | null; outputs: Output[] }
  | { type: 'notebook'; memory: JsonObject | null; cells: ICellView[] };

export type ErrorCode = 'stale' | 'unknown_cell' | 'refused' | 'failed';

export type Reply = IAddressed<'reply'> &
  ({ ok: true; result: Result } | { ok: false; error: { code: ErrorCode; message: string } });

export type CommandCall =
  | { name: 'stop'; args: Record<string, never> }
  | { name: 'resume'; args: Record<string, never> }
  | { name: 'rerun_cell'; args: { cell_id: string } };

export type Command = IAddressed<'command'> & CommandCall;

export type ToKernel = IAttach | IDetach | Pong | Ack | Reply | Command;
