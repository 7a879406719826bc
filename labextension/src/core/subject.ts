import type { CellType, IApproval } from '../protocol/messages';

/** What an action touches, and so how it is shown before it happens: a cell by its type. */
export type Subject = CellType | 'file' | 'command';

export function subjectOf({ cell_type, path, risk }: IApproval): Subject {
  if (cell_type !== '') {
    return cell_type;
  }
  return path !== '' && risk === 'write' ? 'file' : 'command';
}
