import type { IApproval } from '../protocol/messages';

/** What an action touches, and so how it is shown before it happens. */
export type Subject = 'cell' | 'file' | 'command';

export function subjectOf({ action, cell_id, path, risk }: IApproval): Subject {
  if (cell_id !== '' || /cell|check/.test(action)) {
    return 'cell';
  }
  return path !== '' && risk === 'write' ? 'file' : 'command';
}
