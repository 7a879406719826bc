import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { IPanelState } from './core/panelState';

/** One notebook document, its plan and the session that may run in its kernel. */
export interface INotebookLink {
  /** Differs from that of every other notebook and page load. */
  readonly id: string;
  readonly state: IPanelState;
  readonly changed: ISignal<INotebookLink, void>;
  stop(): void;
  resume(): void;
  /** Rerun a cell: the kernel's agent does it where one is attached, else it simply runs. */
  rerun(cellId: string): Promise<void>;
  /** Rerun the cell of a step that failed last. */
  rerunFailed(cellIds: readonly string[]): Promise<void>;
  reveal(cellId: string): Promise<void>;
}

/** The links of all open notebooks. */
export interface INotebookLinks {
  /** The notebook the user last worked in. */
  readonly current: INotebookLink | null;
  /** Another notebook is current, or the current one changed. */
  readonly changed: ISignal<INotebookLinks, void>;
  of(panel: NotebookPanel): INotebookLink | null;
}

export const INotebookLinks = new Token<INotebookLinks>(
  'rca-kernel:INotebookLinks',
  'The plans of open notebooks and the sessions that run in their kernels.'
);
