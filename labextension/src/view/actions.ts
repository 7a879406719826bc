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
  /** Whether one of these cells shows an error. */
  fails: (cells: readonly string[]) => boolean;
  /** Show a long text whole. */
  read: (text: string) => void;
  /** Show what is to be approved in a tab of its own. */
  enlarge: () => void;
}
