import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { IPanelState } from './core/panelState';
import type { CommandCall, Waiting } from './protocol/messages';

/** What the kernel says to a command. */
export interface IVerdict {
  ok: boolean;
  message: string;
}

/** Where a cell stands in its notebook, from 1, and what it begins with. */
export interface ICellPlace {
  number: number;
  words: string;
}

/** One notebook document, its plan and the session that may run in its kernel. */
export interface INotebookLink {
  /** Differs from that of every other notebook and page load. */
  readonly id: string;
  /** The name of its file. */
  readonly name: string;
  /** One on screen, before one behind a tab. */
  readonly view: NotebookPanel | null;
  readonly state: IPanelState;
  /** What its session asks the user; told without a look at the plan. */
  readonly waiting: Waiting | null;
  readonly changed: ISignal<INotebookLink, void>;
  /** Settled when the saves underway have ended; null where there is none. */
  readonly saving: Promise<void> | null;
  /** Ask the kernel for what the user wants. A page that only follows may ask for nothing but a stop. */
  command(call: CommandCall): Promise<IVerdict>;
  /** Rerun a cell: the kernel's agent does it where one is attached, else it simply runs. */
  rerun(cellId: string): Promise<void>;
  /** Rerun the cell of a step that failed last. */
  rerunFailed(cellIds: readonly string[]): Promise<void>;
  /** Run a new cell of the user's own at the end of the notebook. */
  runNew(source: string): Promise<void>;
  reveal(cellId: string): Promise<void>;
  /** Where a cell stands; null where it is gone. */
  placeOf(cellId: string): ICellPlace | null;
  /** Have the kernel tell what can be chosen. */
  look(): void;
  /** Names of files beside the notebook that may be papers. Never rejects. */
  papers(): Promise<string[]>;
  /** Whether one of these cells shows an error. */
  fails(cellIds: readonly string[]): boolean;
}

/** A step of the plan, as the cell names it that the user selected. */
export interface ISelectedStep {
  readonly cell: string;
  readonly step: string;
  /** Whether the user goes there. */
  readonly goes?: boolean;
}

/** The links of all open notebooks. */
export interface INotebookLinks {
  /** The notebook the user last worked in. */
  readonly current: INotebookLink | null;
  /** The step of the selected cell, where an agent wrote that cell or worked on it. */
  readonly selected: ISelectedStep | null;
  readonly all: readonly INotebookLink[];
  /** A notebook, current or behind a tab, changed or was closed. */
  readonly anyChanged: ISignal<INotebookLinks, void>;
  /** Another notebook or cell is current, or the current notebook changed. */
  readonly changed: ISignal<INotebookLinks, void>;
  of(panel: NotebookPanel): INotebookLink | null;
}

export const INotebookLinks = new Token<INotebookLinks>(
  'rca-kernel:INotebookLinks',
  'The plans of open notebooks and the sessions that run in their kernels.'
);
