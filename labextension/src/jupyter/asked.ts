import { UNANSWERED } from '../core/liveState';
import type { CommandCall } from '../protocol/messages';
import type { IVerdict } from '../tokens';

/** What is refused of these is said at the field in which it was typed. */
const AT_FIELDS: readonly CommandCall['name'][] = ['set_model', 'set_budget'];
/** The verdict of a kernel that never answered. */
export const LOST: IVerdict = { ok: false, message: UNANSWERED };

/** What the user asked of the kernel, until it is answered. */
export class Asked {
  add(id: string, { name }: CommandCall): Promise<IVerdict> {
    const atField = AT_FIELDS.includes(name);
    return new Promise(tell => this._asked.set(id, { tell, atField }));
  }

  /** Whether the answer is said at a field, and nowhere else. */
  isAtField(id: string): boolean {
    return this._asked.get(id)?.atField ?? false;
  }

  answer(id: string, { ok, message }: IVerdict): void {
    this._asked.get(id)?.tell({ ok, message });
    this._asked.delete(id);
  }

  /** Nobody will answer any more. */
  forsake(): void {
    [...this._asked.keys()].forEach(id => this.answer(id, LOST));
  }

  private readonly _asked = new Map<
    string,
    { tell: (verdict: IVerdict) => void; atField: boolean }
  >();
}
