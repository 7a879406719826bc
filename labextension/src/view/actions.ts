import type { CommandCall } from '../protocol/messages';

/** What the user can ask from the panel. */
export interface IPanelActions {
  /** Ask the session; whether it agreed. */
  ask: (call: CommandCall) => Promise<boolean>;
  /** Bring the first of these cells into view. */
  reveal: (cells: readonly string[]) => void;
  /** Rerun the one of these cells that failed. */
  rerun: (cells: readonly string[]) => void;
}
