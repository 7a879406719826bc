import { Refusal } from '../../core/dispatcher';

/** The code of the refusal in which the work ends, what else it throws as text, null where it is done. */
export function refused(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (reason) {
    return reason instanceof Refusal ? reason.code : String(reason);
  }
}
