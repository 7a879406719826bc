import { shown } from './plainText';

/** What the agent notes on a cell it wrote, as far as it can be read. */
export interface ICellMark {
  step: string;
  persona: string;
  attempt: number;
}

const PERSONAS = ['planner', 'expert', 'reader', 'coder', 'debugger', 'reviewer', 'experimenter'];
const LONGEST = 24;

/** `cell.metadata.rca` as a mark; null for what is not one. Anyone may have written it. */
export function cellMark(value: unknown): ICellMark | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { step, persona, attempt } = value as Record<string, unknown>;
  if (typeof step !== 'string' || step === '') {
    return null;
  }
  return {
    step,
    persona: typeof persona === 'string' && PERSONAS.includes(persona) ? persona : '',
    attempt: Number.isSafeInteger(attempt) && (attempt as number) > 0 ? (attempt as number) : 0
  };
}

/** The step's id on a badge: text of any length and kind, cut and cleaned. */
export const badgeStep = ({ step }: ICellMark): string => {
  const text = shown(step).replace(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};
