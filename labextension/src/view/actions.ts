import type { CommandCall } from '../protocol/messages';
import type { ICellPlace, IVerdict } from '../tokens';

/** What the user can ask from the panel. */
export interface IPanelActions {
  /** Ask the session. */
  ask: (call: CommandCall) => Promise<IVerdict>;
  /** Bring the first of these cells into view. */
  reveal: (cells: readonly string[]) => void;
  /** Rerun the one of these cells that failed. */
  rerun: (cells: readonly string[]) => void;
  /** Where a cell stands; null where it is gone. */
  placeOf: (cell: string) => ICellPlace | null;
  /** Choose a step in the plan, and go there. */
  showStep: (step: string) => void;
  /** Run a new cell of the user's own at the end of the notebook. */
  runNew: (source: string) => void;
  /** Make a notebook with our kernel; null where that is not installed. */
  create: (() => void) | null;
  /** Whether one of these cells shows an error. */
  fails: (cells: readonly string[]) => boolean;
  /** Show a long text whole. */
  read: (text: string) => void;
  /** Have the kernel tell what can be chosen: parts of the paper, models. */
  look: () => void;
  /** Write a line into a cell at the end of the notebook, and run it. Settled when it has run. */
  start: (line: string) => Promise<void>;
  /** Files beside the notebook that may be papers. */
  papers: () => Promise<string[]>;
  /** Show what is to be approved in a tab of its own. */
  enlarge: () => void;
}
