import type {
  CellType,
  CommandCall,
  ErrorCode,
  PlanEdit,
  Result,
  ToKernel,
  ToPage,
  Waiting
} from './messages';
import { ROLES, VERSION } from './messages';

/** A message that this version does not know; it is logged and never acted upon. */
export class ProtocolError extends Error {}

/** Says what is wrong with a value found at a place, or null. */
type Check = (value: unknown, at: string) => string | null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofType =
  (type: 'string' | 'boolean'): Check =>
  (value, at) =>
    typeof value === type ? null : `${at} must be a ${type}`;

const text = ofType('string');
const flag = ofType('boolean');
const count: Check = (value, at) => (Number.isInteger(value) ? null : `${at} must be an integer`);
const amount: Check = (value, at) => (Number.isFinite(value) ? null : `${at} must be a number`);
const cap: Check = (value, at) =>
  Number.isFinite(value) && (value as number) >= 0 ? null : `${at} must be a number of 0 or more`;
const wholeCap: Check = (value, at) => count(value, at) ?? cap(value, at);
const json: Check = (value, at) => (isObject(value) ? null : `${at} must be an object`);

const cellId: Check = (value, at) =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)
    ? null
    : `${at} must be a cell id of 1 to 64 letters, digits, - and _`;

const oneOf =
  (...allowed: unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? null : `${at} must be one of ${allowed.join(', ')}`;

const nullable =
  (check: Check): Check =>
  (value, at) =>
    value === null ? null : check(value, at);

const listOf =
  (check: Check): Check =>
  (value, at) =>
    Array.isArray(value)
      ? firstProblem(value.map((item, index) => check(item, `${at}[${index}]`)))
      : `${at} must be a list`;

const mapOf =
  (check: Check): Check =>
  (value, at) =>
    isObject(value)
      ? firstProblem(Object.entries(value).map(([key, item]) => check(item, `${at}.${key}`)))
      : `${at} must be an object`;

const shape =
  (fields: Record<string, Check>): Check =>
  (value, at) =>
    isObject(value)
      ? firstProblem(
          Object.entries(fields).map(([key, check]) => check(value[key], `${at}.${key}`))
        )
      : `${at} must be an object`;

/** A union told apart by the text in one field. */
const byField =
  (field: string, cases: Record<string, Check>): Check =>
  (value, at) => {
    if (!isObject(value)) {
      return `${at} must be an object`;
    }
    const name = value[field];
    const known = typeof name === 'string' && Object.hasOwn(cases, name);
    return known ? cases[name](value, at) : `${at}.${field} ${JSON.stringify(name)} is unknown`;
  };

function firstProblem(problems: (string | null)[]): string | null {
  return problems.find(problem => problem !== null) ?? null;
}

const CELL_TYPES: CellType[] = ['code', 'markdown', 'raw'];
const newCell = {
  id: cellId,
  type: oneOf(...CELL_TYPES),
  source: text,
  metadata: json
};
// What a page shows may come from an old notebook, so its ids are only text.
const shownCell = { ...newCell, id: text };
const output = byField('type', {
  stream: shape({ name: oneOf('stdout', 'stderr'), text }),
  display: shape({ data: mapOf(text) }),
  error: shape({ ename: text, evalue: text, traceback: text })
});
const cell = shape({ ...shownCell, outputs: listOf(output), execution_count: nullable(count) });
const addressed = { id: text, client: text };
const guarded = { ...addressed, cell_id: cellId, source_hash: text };

const run: Check = (value, at) =>
  Array.isArray(value) && value.length === 3
    ? listOf(wholeCap)(value, at)
    : `${at} must be three counts`;
const kept: Check = (value, at) =>
  mapOf(listOf(run))(value, at) ??
  firstProblem(
    Object.keys(value as object).map(name =>
      oneOf('contract', 'steps', 'log', 'sessions')(name, `a name in ${at}`)
    )
  );

const WAITING: Record<Waiting['kind'], Check> = {
  approval: shape({
    ...{ id: text, step: text, persona: text, action: text, risk: text, summary: text },
    ...{ cell_id: text, cell_type: oneOf('', ...CELL_TYPES), path: text },
    ...{ before: text, after: text, editable: flag, why: text, said: text }
  }),
  question: shape({ id: text, step: text, question: text, options: listOf(text), default: text })
};
const mode = oneOf('plan', 'approve', 'auto');
const live = shape({
  mode,
  paused: flag,
  begun: text,
  models: shape(Object.fromEntries(ROLES.map(role => [role, text]))),
  usage: shape({
    ...{ prompt_tokens: count, completion_tokens: count, calls: count },
    ...{ cost: amount, cached_tokens: count, unpriced: count }
  }),
  budget: shape({ max_tokens: count, max_cost: amount }),
  forecast: nullable(shape({ tokens: count, cost: amount })),
  waiting: nullable(byField('kind', WAITING)),
  amended: listOf(text)
});

const TO_PAGE: Record<ToPage['kind'], Check> = {
  hello: shape({ session: text, status: oneOf('idle', 'running'), version: text }),
  attached: shape({
    ...{ client: text, leader: flag, why: oneOf('', 'stale'), elsewhere: text, notice: text }
  }),
  known: shape({
    ...{ paper: text, file: text, models: listOf(text) },
    targets: listOf(shape({ target: text, title: text }))
  }),
  ping: shape(addressed),
  insert_cell: shape({ ...addressed, after: nullable(text), cell: shape(newCell) }),
  edit_cell: shape({ ...guarded, source: text }),
  run_cell: shape(guarded),
  delete_cell: shape(guarded),
  read_notebook: shape({ ...addressed, since: text, memory: flag }),
  write_memory: shape({ ...addressed, block: json, revision: text, base: text, kept }),
  save: shape(addressed),
  reveal_cell: shape({ ...addressed, cell_id: cellId }),
  progress: shape({
    session: text,
    revision: count,
    base: wholeCap,
    kept,
    status: text,
    step: text,
    action: text,
    block: json,
    live
  }),
  accepted: shape({ ...addressed, ok: flag, message: text })
};

const RESULT: Record<Result['type'], Check> = {
  done: shape({}),
  cell: shape({ cell }),
  run: shape({ status: oneOf('ok', 'error', 'interrupted', 'lost') }),
  notebook: shape({
    ...{ memory: nullable(json), revision: text, since: text, kept: wholeCap },
    ...{ order: listOf(text), cells: listOf(cell) }
  })
};
const CODES: ErrorCode[] = ['stale', 'unknown_cell', 'refused', 'failed'];
const succeeded = shape({ ...addressed, result: byField('type', RESULT) });
const failed = shape({ ...addressed, error: shape({ code: oneOf(...CODES), message: text }) });
const step = { step: text };
const EDIT: Record<PlanEdit['kind'], Check> = {
  rename: shape({ ...step, title: text }),
  goal: shape({ ...step, goal: text }),
  add: shape({ parent: text, after: text, title: text, goal: text }),
  delete: shape(step),
  move: shape({ ...step, parent: text, after: text }),
  skip: shape(step),
  retry: shape(step)
};
const command = (args: Record<string, Check>): Check => shape({ ...addressed, args: shape(args) });
const COMMAND: Record<CommandCall['name'], Check> = {
  stop: command({}),
  resume: command({}),
  rerun_cell: command({ cell_id: cellId }),
  pause: command({}),
  set_mode: command({ mode }),
  edit_plan: command({ edit: byField('kind', EDIT) }),
  decide: command({ request: text, verdict: oneOf('approve', 'reject', 'edit'), text }),
  answer: command({ request: text, text }),
  undo: command({ cell_id: cellId }),
  rollback: command(step),
  set_model: command({ role: oneOf('model', ...ROLES), model: text }),
  set_budget: command({ max_tokens: wholeCap, max_cost: cap }),
  ask: command({ question: text })
};

const TO_KERNEL: Record<ToKernel['kind'], Check> = {
  attach: shape({
    client: text,
    path: text,
    cells: listOf(shape({ id: text, source_hash: text })),
    version: text,
    stale: flag,
    settings: json,
    front: flag
  }),
  look: shape({ client: text }),
  detach: shape({ client: text }),
  catch_up: shape({ client: text }),
  pong: shape(addressed),
  ack: shape(addressed),
  reply: (value, at) =>
    firstProblem([
      shape({ ok: flag })(value, at),
      ((value as { ok?: unknown }).ok === true ? succeeded : failed)(value, at)
    ]),
  command: byField('name', COMMAND)
};

function decode(data: unknown, kinds: Record<string, Check>): unknown {
  const problem =
    shape({ v: oneOf(VERSION) })(data, 'message') ?? byField('kind', kinds)(data, 'message');
  if (problem !== null) {
    throw new ProtocolError(`Refused a message of the wire: ${problem}.`);
  }
  return data;
}

/** The message that the kernel sent; throws ProtocolError for anything unknown. */
export function decodeToPage(data: unknown): ToPage {
  return decode(data, TO_PAGE) as ToPage;
}

/** The same for the other direction: our own messages are held to the protocol in tests. */
export function decodeToKernel(data: unknown): ToKernel {
  return decode(data, TO_KERNEL) as ToKernel;
}
