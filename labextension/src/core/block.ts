import Ajv from 'ajv';
import schema from '../../../rca_kernel/memory/schema.json';

export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'blocked';
export type SessionStatus = 'running' | 'done' | 'incomplete' | 'stopped' | 'failed';

export interface IStep {
  id: string;
  title: string;
  state: StepState;
  parent?: string;
  goal?: string;
  persona?: string;
  attempts?: number;
  requirements?: string[];
  cells?: string[];
  files?: string[];
  note?: string;
  cost?: number;
}

export type RequirementKind =
  'equation' | 'algorithm' | 'step' | 'hyperparameter' | 'statement' | 'metric';

export interface IRequirement {
  id: string;
  kind: RequirementKind;
  title: string;
  quote: string;
  support: 'stated' | 'inferred' | 'assumed' | 'unresolved';
  status: 'open' | 'implemented' | 'verified' | 'violated';
  note?: string;
  cells?: string[];
}

export interface ISessionRecord {
  id: string;
  engine: string;
  status: SessionStatus;
  started: string;
  ended?: string;
  reason?: string;
  message?: string;
  calls?: number;
  prompt_tokens?: number;
  completion_tokens?: number;
  cost?: number;
  /** Calls of unknown price, which `cost` does not hold. */
  unpriced?: number;
  roles?: IRoleUsage[];
}

/** What one role used with one model. */
export interface IRoleUsage {
  role: string;
  model: string;
  calls?: number;
  prompt_tokens?: number;
  completion_tokens?: number;
  cost?: number;
  unpriced?: number;
}

export const ENTRY_KINDS = [
  'action',
  'observation',
  'finding',
  'decision',
  'assumption',
  'error',
  'summary'
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** An entry of the research log; `n` counts from 1 and is never used twice. */
export interface IEntry {
  n: number;
  time: string;
  kind: EntryKind;
  text: string;
  step?: string;
}

/** `notebook.metadata.rca`, format 1; the schema beside the Python codec is the authority. */
export interface IBlock {
  format: 1;
  paper: { title: string; file: string; target: string; digest: string; code?: string };
  contract: IRequirement[];
  plan: { goal: string; steps: IStep[] };
  log: IEntry[];
  sessions: ISessionRecord[];
  /** What the user wants beyond the passage, in their own words. */
  notes?: string[];
}

export type Reading =
  | { kind: 'none' }
  | { kind: 'plan'; block: IBlock }
  | { kind: 'newer'; format: number }
  | { kind: 'damaged'; problem: string };

const FORMAT = 1;
const validate = new Ajv({ allErrors: false }).compile<IBlock>(schema);

/** What a value found under `metadata.rca` is; never throws, whatever it holds. */
export function readBlock(value: unknown): Reading {
  if (value === undefined || value === null) {
    return { kind: 'none' };
  }
  const format = typeof value === 'object' ? (value as { format?: unknown }).format : undefined;
  if (typeof format === 'number' && Number.isInteger(format) && format > FORMAT) {
    return { kind: 'newer', format };
  }
  if (validate(value)) {
    return { kind: 'plan', block: value };
  }
  const [first] = validate.errors ?? [];
  const place = first?.instancePath.slice(1).split('/').join('.') || 'the block';
  return { kind: 'damaged', problem: `${place} ${first?.message ?? 'is not valid'}` };
}
