/** What the user can ask from the panel. */
export interface IPanelActions {
  stop: () => void;
  resume: () => void;
  /** Bring the first of these cells into view. */
  reveal: (cells: readonly string[]) => void;
  /** Rerun the one of these cells that failed. */
  rerun: (cells: readonly string[]) => void;
}
