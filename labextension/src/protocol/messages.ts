/**
 * The wire between kernel and page, as `tests/wire/README.md` states it.
 * `decode.ts` is the only door through which such a message enters.
 */

/** Of the wire: each change that the other side cannot read makes it greater. */
export const VERSION = 4;
export const COMM_TARGET = 'rca_kernel';
/** Message type of what a page says on control: pages do not show the kernel as busy with it. */
export const SAID = 'rca_comm_msg';

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

/** `version` is that of the package. */
export interface IHello extends IMessage<'hello'> {
  session: string;
  status: 'idle' | 'running';
  version: string;
}

/** Why a page does not lead: another serves, or none does and this one may not before it reads the file. */
export type Hindrance = '' | 'stale';

export interface IAttached extends IMessage<'attached'> {
  client: string;
  leader: boolean;
  why: Hindrance;
  /** The notebook that the kernel works in, where this page shows another one; else "". */
  elsewhere: string;
  /** Which of this page's settings the kernel leaves out, and why; "" where it takes all. */
  notice: string;
}

/** What the user may choose from: parts of the paper that was read ("" for none), as `%rca implement` takes
 * them, with their titles, and names of models. */
export interface IKnown extends IMessage<'known'> {
  paper: string;
  file: string;
  targets: { target: string; title: string }[];
  models: string[];
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

/** `since` is the revision of an earlier answer, "" for everything. */
export interface IReadNotebook extends IAddressed<'read_notebook'> {
  since: string;
  memory: boolean;
}

/** The lists of a memory block of which a part can be sent. */
export type BlockList = 'contract' | 'steps' | 'log' | 'sessions';

/** [at, start, count]: before item `at` of what is sent stand `count` items of the former list from `start`. */
export type Run = [number, number, number];

/** The lists of which only what is new is sent, and the runs of them that stay. */
export type Kept = { [name in BlockList]?: Run[] };

/** `block` becomes `revision`; of the lists in `kept` it holds what is new since the revision `base`. */
export interface IWriteMemory extends IAddressed<'write_memory'> {
  block: JsonObject;
  revision: string;
  base: string;
  kept: Kept;
}

export type Save = IAddressed<'save'>;

export interface IRevealCell extends IAddressed<'reveal_cell'> {
  cell_id: string;
}

export type Request =
  | IInsertCell
  | IEditCell
  | RunCell
  | DeleteCell
  | IReadNotebook
  | IWriteMemory
  | Save
  | IRevealCell;

/** Of the lists in `kept`, `block` holds what is new since the revision `base`; 0 where it is whole. */
export interface IProgress extends IMessage<'progress'> {
  session: string;
  revision: number;
  base: number;
  kept: Kept;
  status: string;
  step: string;
  action: string;
  block: JsonObject;
  live: ILive;
}

export type Mode = 'plan' | 'approve' | 'auto';

/**
 * An action that waits for the user's word; a command line has an empty `before`. `cell_type` is that of
 * the cell which the source stands in, "" where it is in none.
 */
export interface IApproval {
  kind: 'approval';
  id: string;
  step: string;
  persona: string;
  action: string;
  risk: string;
  summary: string;
  cell_id: string;
  cell_type: CellType | '';
  path: string;
  before: string;
  after: string;
  editable: boolean;
  /** What the step is to reach, what failed in it last, and what was advised. */
  why: string;
  /** The model's own reason, in its words. */
  said: string;
}

/** A question of the agent's; any text answers it. */
export interface IQuestion {
  kind: 'question';
  id: string;
  step: string;
  question: string;
  options: string[];
  default: string;
}

export type Waiting = IApproval | IQuestion;

/** Who may have a model of its own; a persona's is "" where it works with the worker's. */
export const PERSONAS = ['reader', 'coder', 'debugger', 'reviewer', 'experimenter'] as const;
export const ROLES = ['planner', 'expert', 'worker', ...PERSONAS] as const;

/** Controls and spending of a session; never kept in the notebook. A cap of 0 is none. */
export interface ILive {
  mode: Mode;
  paused: boolean;
  begun: string;
  models: { [role in (typeof ROLES)[number]]: string };
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    calls: number;
    cost: number;
    cached_tokens: number;
    /** Calls of unknown price, which `cost` does not hold. */
    unpriced: number;
  };
  budget: { max_tokens: number; max_cost: number };
  forecast: { tokens: number; cost: number } | null;
  waiting: Waiting | null;
  /** Cells of the user's own that an agent changed, where that can be taken back. */
  amended: string[];
}

export interface IAccepted extends IAddressed<'accepted'> {
  ok: boolean;
  message: string;
}

export type ToPage = IHello | IAttached | Ping | Request | IProgress | IAccepted | IKnown;

/* Page → kernel */

export interface IAttach extends IMessage<'attach'> {
  client: string;
  path: string;
  cells: { id: string; source_hash: string }[];
  version: string;
  /** The file was written since this page read or saved it. */
  stale: boolean;
  /** What the user chose in JupyterLab's settings for every session, by the kernel's names. */
  settings: JsonObject;
  /** Whether the user looks at this notebook, not at another of the same window. */
  front: boolean;
}

export interface IDetach extends IMessage<'detach'> {
  client: string;
}

/** This page does not hold what the last progress builds on. */
export interface ICatchUp extends IMessage<'catch_up'> {
  client: string;
}

/** The user is about to choose: this page wants to know from what. */
export interface ILook extends IMessage<'look'> {
  client: string;
}

export type Pong = IAddressed<'pong'>;
export type Ack = IAddressed<'ack'>;

export type RunStatus = 'ok' | 'error' | 'interrupted' | 'lost';

export type Result =
  | { type: 'done' }
  | { type: 'cell'; cell: ICellView }
  | { type: 'run'; status: RunStatus }
  | INotebookResult;

/** The cells in order are the first `kept` of the answer `since`, then `order`; `cells` are the changed. */
export interface INotebookResult {
  type: 'notebook';
  memory: JsonObject | null;
  revision: string;
  since: string;
  kept: number;
  order: string[];
  cells: ICellView[];
}

export type ErrorCode = 'stale' | 'unknown_cell' | 'refused' | 'failed';

export type Reply = IAddressed<'reply'> &
  ({ ok: true; result: Result } | { ok: false; error: { code: ErrorCode; message: string } });

export type PlanEdit =
  | { kind: 'rename'; step: string; title: string }
  | { kind: 'goal'; step: string; goal: string }
  | { kind: 'add'; parent: string; after: string; title: string; goal: string }
  | { kind: 'delete'; step: string }
  | { kind: 'move'; step: string; parent: string; after: string }
  | { kind: 'skip'; step: string }
  | { kind: 'retry'; step: string };

export type Verdict = 'approve' | 'reject' | 'edit';
export type Role = 'model' | (typeof ROLES)[number];

export type CommandCall =
  | { name: 'stop'; args: Record<string, never> }
  | { name: 'resume'; args: Record<string, never> }
  | { name: 'rerun_cell'; args: { cell_id: string } }
  | { name: 'pause'; args: Record<string, never> }
  | { name: 'set_mode'; args: { mode: Mode } }
  | { name: 'edit_plan'; args: { edit: PlanEdit } }
  | { name: 'decide'; args: { request: string; verdict: Verdict; text: string } }
  | { name: 'answer'; args: { request: string; text: string } }
  | { name: 'undo'; args: { cell_id: string } }
  | { name: 'rollback'; args: { step: string } }
  | { name: 'set_model'; args: { role: Role; model: string } }
  | { name: 'set_budget'; args: { max_tokens: number; max_cost: number } }
  | { name: 'ask'; args: { question: string } };

export type Command = IAddressed<'command'> & CommandCall;

export type ToKernel = IAttach | IDetach | ICatchUp | ILook | Pong | Ack | Reply | Command;
