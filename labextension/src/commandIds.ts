/** Ids of the commands, as users see them in shortcuts and toolbar settings. */
export const CommandIDs = {
  showPanel: 'rca:show-panel',
  stop: 'rca:stop',
  resume: 'rca:resume',
  rerunCell: 'rca:rerun-cell',
  newNotebook: 'rca:new-notebook',
  implementPaper: 'rca:implement-paper'
} as const;
