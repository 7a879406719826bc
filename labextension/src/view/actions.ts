import type { CommandCall } from '../protocol/messages';
import type { IVerdict } from '../tokens';

/** What the user can ask from the panel. */
export interface IPanelActions {
  /** Ask the session. */
  ask: (call: CommandCall) => Promise<IVerdict>;
  /** Bring the first of these cells into view. */
  reveal: (cells: readonly string[]) => void;
  /** Rerun the one of these cells that failed. */
  rerun: (cells: readonly string[]) => void;
  /** What a cell begins with; "" where it is gone. */
  wordsOf: (cell: string) => string;
  /** Whether one of these cells shows an error. */
  fails: (cells: readonly string[]) => boolean;
  /** Show a long text whole. */
  read: (text: string) => void;
  /** Show what is to be approved in a tab of its own. */
  enlarge: () => void;
}
